import NIOCore
import Testing

@testable import Varlink

@Suite("Messages as bytes")
struct ScannerTests {
    private func members(_ text: String) throws(MessageFault) -> [String: String] {
        let result = Array(text.utf8).withUnsafeBytes { bytes in
            Result { () throws(MessageFault) in
                try JSONScanner.members(of: bytes).map { ($0.name, String(decoding: bytes[$0.value], as: UTF8.self)) }
            }
        }
        return try Dictionary(uniqueKeysWithValues: result.get())
    }

    @Test(
        "Finds each member's bytes",
        arguments: [
            (#"{}"#, [:]),
            (#" { "a" : 1 , "b":[1,{"a":2}] } "#, ["a": "1", "b": #"[1,{"a":2}]"#]),
            (#"{"a":"}\"{\\","b":-0.5e+3}"#, ["a": #""}\"{\\""#, "b": "-0.5e+3"]),
            (#"{"\u0061\ud83d\ude00":true,"é":null,"c":{}}"#, ["a😀": "true", "é": "null", "c": "{}"]),
            (#"{"":[]}"#, ["": "[]"]),
        ] as [(String, [String: String])])
    func finds(text: String, expected: [String: String]) throws {
        #expect(try members(text) == expected)
    }

    @Test(
        "Refuses what is not one JSON object",
        arguments: [
            "", " ", "[]", "1", "null", "{", "}", "{}}", "{}{}", "{,}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{a:1}"#,
            #"{"a":1 "b":2}"#, #"{"a":[1,]}"#, #"{"a":[1}"#, #"{"a":01}"#, #"{"a":1.}"#, #"{"a":.5}"#, #"{"a":1e}"#,
            #"{"a":+1}"#, #"{"a":-}"#, #"{"a":tru}"#, #"{"a":nul}"#, #"{"a":NaN}"#, #"{"a":"x}"#, #"{"a":"\x"}"#,
            #"{"a":"\u12g4"}"#, "{\"a\":\"\n\"}", #"{"a":'x'}"#, #"{"a":1}x"#, #"{"\ud800":1}"#, #"{"\ude00\ud83d":1}"#,
            "\u{FEFF}{}",
        ])
    func refuses(text: String) {
        #expect {
            try members(text)
        } throws: { error in
            if case .malformed = error as? MessageFault { true } else { false }
        }
    }

    @Test("Says where the fault is")
    func offset() {
        #expect(throws: MessageFault.malformed("a colon expected", offset: 5)) { try members(#"{"a" 1}"#) }
    }

    @Test("Refuses a member that stands twice, however it is spelt")
    func duplicates() {
        #expect(throws: MessageFault.duplicate(member: "method")) {
            try members(#"{"method":"a.B","m\u0065thod":"c.D"}"#)
        }
    }

    @Test("Nesting ends at the limit, before anything recurses deeper", arguments: ["[", #"{"a":"#])
    func depth(opening: String) throws {
        func nested(_ levels: Int) -> String {
            let closing = opening == "[" ? "]" : "}"
            return #"{"p":"# + String(repeating: opening, count: levels) + (opening == "[" ? "" : "1")
                + String(repeating: closing, count: levels) + "}"
        }
        #expect(try members(nested(JSONScanner.depthLimit - 1)).count == 1)
        for levels in [JSONScanner.depthLimit, 100_000] {
            #expect {
                try members(nested(levels))
            } throws: { error in
                if case .tooDeep = error as? MessageFault { true } else { false }
            }
        }
    }

    @Test(
        "Refuses what is not UTF-8, and only that",
        arguments: [
            ([0xC3, 0xA9], nil), ([0xE2, 0x82, 0xAC], nil), ([0xF0, 0x9F, 0x98, 0x80], nil),
            ([0xF4, 0x8F, 0xBF, 0xBF], nil),
            ([0xED, 0x9F, 0xBF], nil), ([0x80], 0), ([0x61, 0xFF], 1), ([0xC0, 0x80], 0), ([0xC3], 0),
            ([0xC3, 0x28], 0),
            ([0xE0, 0x80, 0x80], 0), ([0xED, 0xA0, 0x80], 0), ([0xE2, 0x82], 0), ([0xF0, 0x80, 0x80, 0x80], 0),
            ([0xF4, 0x90, 0x80, 0x80], 0), ([0xF5, 0x80, 0x80, 0x80], 0), ([0xC3, 0xA9, 0xE2, 0x28, 0xA1], 2),
        ] as [([UInt8], Int?)])
    func utf8(bytes: [UInt8], invalid: Int?) {
        #expect(bytes.withUnsafeBytes(UTF8Check.firstInvalid) == invalid)
        #expect((String(validating: bytes, as: UTF8.self) == nil) == (invalid != nil))
    }

    @Test(
        "A call's members",
        arguments: [
            (#"{"parameters":{}}"#, MessageFault.missing(member: "method")),
            (#"{"method":null}"#, .missing(member: "method")),
            (#"{"method":1}"#, .wrongType(member: "method", expected: "a string")),
            (#"{"method":"a.B","more":1}"#, .wrongType(member: "more", expected: "true or false")),
            (#"{"method":"a.B","more":true,"oneway":true}"#, .contradictory),
        ])
    func faults(text: String, fault: MessageFault) {
        #expect(throws: fault) { try CallMessage(ByteBuffer(string: text)) }
    }

    @Test("Unknown members are passed over, null means absent, parameters stay bytes")
    func call() throws {
        let text = #"{"x":[1],"method":"a.\u0042","parameters": {"a" : 1} ,"more":true,"oneway":null,"upgrade":false}"#
        let call = try CallMessage(ByteBuffer(string: text))
        #expect(call.method == "a.B")
        #expect(String(decoding: call.parameters, as: UTF8.self) == #"{"a" : 1}"#)
        #expect(call.more && !call.oneway && !call.upgrade && !call.parametersAreNoObject)
        #expect(try CallMessage(ByteBuffer(string: #"{"method":"a.B"}"#)).parameters == Wire.emptyObject)
    }
}
