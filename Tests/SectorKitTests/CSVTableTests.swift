import SectorKit
import Testing

@Suite("CSV")
struct CSVTableTests {
    @Test(
        "Quotes, line ends and the byte order mark are RFC 4180's",
        arguments: [
            "a,b\n1,2\n", "a,b\r\n1,2\r\n", "\u{FEFF}a,b\n1,2", "\"a\",\"b\"\n\"1\",2", "\na, b \n\n 1 ,2\n\n",
            "a,b\r1,2\r",
        ])
    func forms(text: String) throws {
        let table = try CSVTable(text)
        #expect(table.header.map(\.text) == ["a", "b"])
        #expect(table.rows.map { $0.cells.map(\.text) } == [["1", "2"]])
    }

    @Test("A quoted cell holds commas, quotes and line ends; places are kept")
    func quoted() throws {
        let table = try CSVTable("a,b\n\"x, \"\"y\"\"\nz\",2\n3,4")
        #expect(table.rows.map { $0.cells.map(\.text) } == [["x, \"y\"\nz", "2"], ["3", "4"]])
        #expect(table.rows.map(\.line) == [2, 4])
        let last = try #require(table.rows.first?.cells.last)
        #expect((last.line, last.column) == (3, 4))
    }

    @Test(
        "What is not CSV is refused with its place",
        arguments: [
            ("", "1:1"), ("a,a\n", "1:3"), ("a,,b\n", "1:3"), ("a\n1,2\n", "2:1"), ("a\n\"1", "2:1"),
            ("a\n\"1\"2", "2:4"),
        ])
    func malformed(text: String, place: String) throws {
        let error = try #require(throws: CSVTable.Malformed.self) { try CSVTable(text) }
        #expect("\(error.line):\(error.column)" == place)
    }
}
