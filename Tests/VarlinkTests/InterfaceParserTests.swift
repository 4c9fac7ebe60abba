import Testing

@testable import Varlink

@Suite("Interface definitions")
struct InterfaceParserTests {
    @Test("Everything the language has")
    func everything() throws {
        let text = """
            # A licence, parted by an empty line.

            # What the
            # ledger does.
            interface org.example.ledger-2.v1 # here

            # A kind.
            type Kind (one, two_b)
            type Row (
              # The row's name.
              name: string,
              kind: ?Kind, tags: []?string,
              by_name: [string]([]int), any: object,
              inline: (ok: bool, ratio: float), state: ?(open, shut)
            )
            method Add(row: Row)->(id: int)
            # Nothing.
            method Nothing ( ) -> ( )
            error Full ()
            error Bad (rows: [][string]Row)
            """
        let interface = try Interface(parsing: text.replacing("[string]([]int)", with: "[string][]int"))
        #expect(interface.name == "org.example.ledger-2.v1")
        #expect(interface.comment == "What the\nledger does.")
        #expect(interface.types.map(\.name) == ["Kind", "Row"])
        #expect(interface.types[0].comment == "A kind.")
        #expect(interface.types[0].type == .enumeration(["one", "two_b"]))
        guard case .structure(let fields) = interface.types[1].type else {
            Issue.record("Row is no structure")
            return
        }
        #expect(fields.map(\.name) == ["name", "kind", "tags", "by_name", "any", "inline", "state"])
        #expect(fields[0].comment == "The row's name.")
        #expect(fields[1].type == .optional(.named("Kind")))
        #expect(fields[2].type == .array(.optional(.string)))
        #expect(fields[3].type == .map(.array(.int)))
        #expect(fields[6].type == .optional(.enumeration(["open", "shut"])))
        #expect(interface.methods.map(\.name) == ["Add", "Nothing"])
        #expect(interface.methods[1].comment == "Nothing.")
        #expect(interface.methods[1].input.isEmpty && interface.methods[1].output.isEmpty)
        #expect(interface.errors.map(\.name) == ["Full", "Bad"])
        #expect(interface.errors[1].parameters[0].type == .array(.map(.named("Row"))))
    }

    @Test("The built-in interface is one, and is kept as written")
    func builtIn() throws {
        let interface = try Interface(parsing: Service.introspectionDescription)
        #expect(interface.description == Service.introspectionDescription)
        #expect(interface.methods.map(\.name) == ["GetInfo", "GetInterfaceDescription"])
        #expect(interface.errors.count == 5)
    }

    @Test(
        "What is wrong is told with line and column",
        arguments: [
            ("", 1, 1), ("\n  # x\n", 3, 1), ("interfac a.b", 1, 1), ("interface ab", 1, 11), ("interface a..b", 1, 11),
            ("interface 1a.b", 1, 11), ("interface a.b-", 1, 11), ("interface a.b\nfoo", 2, 1),
            ("interface a.b\ntype x ()", 2, 6), ("interface a.b\ntype X y", 2, 8),
            ("interface a.b\ntype X string", 2, 8),
            ("interface a.b\nmethod M() ()", 2, 12), ("interface a.b\nmethod M(a) -> ()", 2, 9),
            ("interface a.b\nmethod M(a: ) -> ()", 2, 13), ("interface a.b\nmethod M(a: Foo) -> ()", 2, 13),
            ("interface a.b\nmethod M(a: strin) -> ()", 2, 13), ("interface a.b\nmethod M(a: ??int) -> ()", 2, 14),
            ("interface a.b\nmethod M(a: int, a: int) -> ()", 2, 18),
            ("interface a.b\nmethod M(a: int, b) -> ()", 2, 19),
            ("interface a.b\nmethod M(a: int,) -> ()", 2, 17), ("interface a.b\nmethod M(a: int", 2, 16),
            ("interface a.b\nmethod M(a_: int) -> ()", 2, 10), ("interface a.b\nmethod M(a__b: int) -> ()", 2, 10),
            ("interface a.b\ntype A (a, b: int)", 2, 13), ("interface a.b\ntype A (a)\nerror A ()", 3, 7),
            ("interface a.b\ntype A (a: [int]int)", 2, 12), ("interface a.b\n# é\ntype A (é)", 3, 9),
            ("interface a.b\nmethod M() - > ()", 2, 12), ("interface a.b;", 1, 14),
        ])
    func positions(text: String, line: Int, column: Int) {
        #expect {
            try Interface(parsing: text)
        } throws: { error in
            guard let error = error as? InterfaceError else { return false }
            return error.line == line && error.column == column && !error.message.isEmpty
        }
    }

    @Test("Nesting is bounded", arguments: ["[]", "[string]", "(a: ", "?[]"])
    func nesting(opening: String) {
        let text = "interface a.b\ntype A (a: " + String(repeating: opening, count: 100_000)
        #expect(throws: InterfaceError.self) { try Interface(parsing: text) }
    }

    @Test("Handlers and declarations must fit")
    func handlers() throws {
        let interface = try Interface(parsing: "interface a.b\nmethod M() -> ()\nmethod N() -> ()")
        let handler = Handler.unimplemented
        var service = Service(vendor: "", product: "", version: "", url: "")
        #expect(throws: ServiceError.withoutHandler(interface: "a.b", methods: ["N"])) {
            try service.add(interface, methods: ["M": handler])
        }
        #expect(throws: ServiceError.undeclared(interface: "a.b", methods: ["O"])) {
            try service.add(interface, methods: ["M": handler, "N": handler, "O": handler])
        }
        try service.add(interface, methods: ["M": handler, "N": handler])
        #expect(throws: ServiceError.interfaceTwice("a.b")) {
            try service.add(interface, methods: ["M": handler, "N": handler])
        }
    }
}
