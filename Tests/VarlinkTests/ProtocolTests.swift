import Testing

@testable import Varlink

@Suite("The protocol, byte for byte", .timeLimit(.minutes(1)))
struct ProtocolTests {
    private static let prefix = #"{"method":"org.example.test."#

    @Test("Split bytes, and several messages in one write")
    func framing() async throws {
        try await withServer(TestService().service) { _, path in
            let client = try RawClient(path)
            for byte in (Self.prefix + #"Add","parameters":{"a":1,"b":2}}"#).utf8 { try await client.write([byte]) }
            try await client.write([0])
            #expect(await client.message() == #"{"parameters":{"sum":3}}"#)
            try await client.write(
                messages: Self.prefix + #"Add","parameters":{"a":2,"b":2}}"#, Self.prefix + #"Nowhere"}"#)
            #expect(await client.message() == #"{"parameters":{"sum":4}}"#)
            #expect(
                await client.message()
                    == #"{"error":"org.varlink.service.MethodNotFound","parameters":{"method":"org.example.test.Nowhere"}}"#
            )
        }
    }

    @Test("A message of exactly 4 MiB is answered, one byte more ends the connection", arguments: [0, 1])
    func limit(excess: Int) async throws {
        try await withServer(TestService().service) { _, path in
            let client = try RawClient(path)
            let (start, end) = (Self.prefix + #"Size","parameters":{"text":""#, #""}}"#)
            let size = Wire.messageLimit - start.utf8.count - end.utf8.count + excess
            let bytes = Array(start.utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: size) + Array(end.utf8) + [0]
            // The server may close before it has all: the answer is what counts.
            try? await client.write(bytes)
            #expect(await client.message() == (excess == 0 ? "{\"parameters\":{\"size\":\(size)}}" : nil))
        }
    }

    @Test(
        "What cannot be understood ends the connection, after the answers before it, and no other",
        arguments: [
            Array(#"{"method":"#.utf8), Array(#"{"method":"\#u{0}"#.utf8), Array("[]".utf8), [],
            Array(#"{"parameters":{}}"#.utf8), Array(#"{"method":"a.B","method":"a.B"}"#.utf8),
            Array(#"{"method":"a.B","oneway":true,"more":true}"#.utf8),
            Array(#"{"method":""#.utf8) + [0xFF] + Array(#""}"#.utf8),
            Array((#"{"method":"a.B","parameters":{"x":"# + String(repeating: "[", count: 100_000)).utf8),
        ])
    func malformed(bytes: [UInt8]) async throws {
        try await withServer(TestService().service) { _, path in
            let (bad, good) = (try RawClient(path), try RawClient(path))
            let call = Self.prefix + #"Add","parameters":{"a":1,"b":2}}"#
            try await bad.write(Array(call.utf8) + [0] + bytes + [0])
            #expect(await bad.message() == #"{"parameters":{"sum":3}}"#)
            #expect(await bad.message() == nil)
            try await good.write(messages: call)
            #expect(await good.message() == #"{"parameters":{"sum":3}}"#)
        }
    }

    @Test(
        "Errors",
        arguments: [
            (
                #"{"method":"org.example.test.Fail","parameters":{"reason":"no"}}"#,
                #"org.example.test.Refused","parameters":{"reason":"no"}"#
            ),
            (#"{"method":"org.example.test.Crash"}"#, #"org.example.test.Unexpected","parameters":{}"#),
            (
                #"{"method":"org.example.test.Later"}"#,
                #"org.varlink.service.MethodNotImplemented","parameters":{"method":"org.example.test.Later"}"#
            ),
            (
                #"{"method":"org.example.none.Add"}"#,
                #"org.varlink.service.InterfaceNotFound","parameters":{"interface":"org.example.none"}"#
            ),
            (
                #"{"method":"org.varlink.service.Nothing"}"#,
                #"org.varlink.service.MethodNotFound","parameters":{"method":"org.varlink.service.Nothing"}"#
            ),
            (#"{"method":"Add"}"#, #"org.varlink.service.InvalidParameter","parameters":{"parameter":"method"}"#),
            (
                #"{"method":"org.example.test.Add","parameters":{"a":1}}"#,
                #"org.varlink.service.InvalidParameter","parameters":{"parameter":"b"}"#
            ),
            (
                #"{"method":"org.example.test.Add","parameters":{"a":1,"b":"2"}}"#,
                #"org.varlink.service.InvalidParameter","parameters":{"parameter":"b"}"#
            ),
            (
                #"{"method":"org.example.test.Add","parameters":{"a":1,"b":1e30}}"#,
                #"org.varlink.service.InvalidParameter","parameters":{"parameter":"b"}"#
            ),
            (
                #"{"method":"org.example.test.Add","parameters":{"a":1.5,"b":2}}"#,
                #"org.varlink.service.InvalidParameter","parameters":{"parameter":"a"}"#
            ),
            (
                #"{"method":"org.example.test.Add","parameters":{"b":0.5,"a":1}}"#,
                #"org.varlink.service.InvalidParameter","parameters":{"parameter":"b"}"#
            ),
            (
                #"{"method":"org.example.test.Add","parameters":[1,2]}"#,
                #"org.varlink.service.InvalidParameter","parameters":{"parameter":"parameters"}"#
            ),
            (
                #"{"method":"org.example.test.Steps","parameters":{"steps":[{"name":"a"},{}]}}"#,
                #"org.varlink.service.InvalidParameter","parameters":{"parameter":"steps[1].name"}"#
            ),
            (
                #"{"method":"org.example.test.Count","parameters":{"to":1}}"#,
                #"org.varlink.service.ExpectedMore","parameters":{}"#
            ),
            (
                #"{"method":"org.example.test.Add","parameters":{"a":1,"b":2},"upgrade":true}"#,
                #"org.varlink.service.MethodNotImplemented","parameters":{"method":"org.example.test.Add"}"#
            ),
            (
                #"{"method":"org.varlink.service.GetInterfaceDescription","parameters":{"interface":"a.b"}}"#,
                #"org.varlink.service.InterfaceNotFound","parameters":{"interface":"a.b"}"#
            ),
        ])
    func errors(call: String, reply: String) async throws {
        try await withServer(TestService().service) { _, path in
            let client = try RawClient(path)
            try await client.write(messages: call, Self.prefix + #"Add","parameters":{"a":1,"b":2}}"#)
            #expect(await client.message() == #"{"error":""# + reply + "}")
            #expect(await client.message() == #"{"parameters":{"sum":3}}"#)
        }
    }

    @Test("A stream says that it continues until its last reply, with or without a last word of its own")
    func more() async throws {
        try await withServer(TestService().service) { _, path in
            let client = try RawClient(path)
            try await client.write(
                messages: Self.prefix + #"Count","parameters":{"to":3},"more":true}"#,
                Self.prefix + #"Open","parameters":{"count":1},"more":true}"#,
                Self.prefix + #"Break","more":true}"#, Self.prefix + #"Add","parameters":{"a":1,"b":2},"more":true}"#)
            let expected = [
                #"{"parameters":{"number":1},"continues":true}"#, #"{"parameters":{"number":2},"continues":true}"#,
                #"{"parameters":{"number":3}}"#,
                #"{"parameters":{"number":0},"continues":true}"#, #"{"parameters":{}}"#,
                #"{"parameters":{"number":1},"continues":true}"#,
                #"{"error":"org.example.test.Refused","parameters":{"reason":"half-way"}}"#,
                #"{"parameters":{"sum":3}}"#,
            ]
            #expect(await client.messages(expected.count) == expected)
        }
    }

    @Test("One way: no reply, not even an error, and done even if the caller leaves at once")
    func oneway() async throws {
        let test = try TestService()
        try await withServer(test.service) { _, path in
            let client = try RawClient(path)
            try await client.write(
                messages: Self.prefix + #"Add","parameters":{"a":1,"b":2},"oneway":true}"#,
                Self.prefix + #"Fail","parameters":{"reason":""},"oneway":true}"#,
                Self.prefix + #"Add","parameters":{"a":2,"b":2}}"#)
            #expect(await client.message() == #"{"parameters":{"sum":4}}"#)
            try await client.write(messages: Self.prefix + #"Add","parameters":{"a":77,"b":2},"oneway":true}"#)
            client.close()
            await test.events.wait(for: .called("Add 77"))
        }
    }

    @Test("Pipelined calls run one after the other and are answered in order, up to the end of the input")
    func pipelining() async throws {
        let test = try TestService()
        try await withServer(test.service) { _, path in
            let client = try RawClient(path)
            let calls =
                ["1", "2"].map { Self.prefix + #"Wait","parameters":{"name":"\#($0)"}}"# }
                + (0..<500).map { Self.prefix + #"Add","parameters":{"a":\#($0),"b":0}}"# }
            try await client.write(calls.flatMap { Array($0.utf8) + [0] })
            client.endWriting()
            await test.events.wait(for: .called("1"))
            await test.gate.open()
            let expected =
                ["1", "2"].map { #"{"parameters":{"name":"\#($0)"}}"# }
                + (0..<500).map { #"{"parameters":{"sum":\#($0)}}"# }
            #expect(await client.messages(1000) == expected)
            let begun = await test.events.all().prefix(3)
            #expect(begun == [.finished("1"), .called("2"), .finished("2")])
        }
    }
}
