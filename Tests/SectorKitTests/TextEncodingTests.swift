import Dabiao
import Foundation
import SectorKit
import Testing

@Suite("How a list is written")
struct TextEncodingTests {
    private static let text = "credit_code,name\r\n91110108551385082Q,㐀祥云“加氢”站𠮷\r\n"

    @Test("What is written in an encoding is read again, and the encoding is known", arguments: TextEncoding.allCases)
    func roundTrip(encoding: TextEncoding) throws {
        let read = try TextEncoding.read(encoding.bytes(of: Self.text))
        #expect(read.text == Self.text)
        #expect(read.encoding == encoding)
    }

    @Test("GB 18030 by its bytes: two and four of them")
    func bytes() throws {
        #expect(try TextEncoding.gb18030.bytes(of: "中𠮷") == Data([0xD6, 0xD0, 0x95, 0x34, 0xB2, 0x35]))
    }

    static let faults: [(bytes: [UInt8], line: Int, byte: Int, words: String)] = [
        ([0x61, 0x0A, 0x62, 0xFF, 0x0A], 2, 4, "0xFF"),
        ([0xEF, 0xBB, 0xBF, 0x61, 0x0D, 0x0A, 0xD6, 0xD0], 2, 7, "0xD6"),
        // Cut off inside a character of GB 18030.
        ([0xD6, 0xD0, 0x0D, 0xB9], 2, 4, "0xB9"),
        // UTF-8 with one wrong byte is not read as GB 18030.
        (Array("中文\n中文".utf8) + [0xE4, 0xB8], 2, 14, "UTF-8"),
        ([0xFF, 0xFE, 0x61, 0x00], 1, 1, "UTF-16"),
    ]

    @Test("Bytes that are no text are refused with line and byte", arguments: faults)
    func fault(bytes: [UInt8], line: Int, byte: Int, words: String) throws {
        let error = try #require(throws: TextEncoding.Undecodable.self) { try TextEncoding.read(Data(bytes)) }
        #expect(error.line == line)
        #expect(error.byte == byte)
        #expect(error.problem.zh.contains(words))
    }

    @Test(
        "A cell is no formula in a spreadsheet, and comes back as it was",
        arguments: ["=1+1", "+86", "-1层", "@SUM", "'=1", "''-1", "'a", "", "甲=乙", "'"])
    func formulas(cell: String) {
        #expect(cell.forSpreadsheet.fromSpreadsheet == cell)
        #expect(!["=", "+", "-", "@"].contains(cell.forSpreadsheet.prefix(1)))
    }

    @Test("Cells with commas, quotes and line ends are read again as they were written")
    func quoting() throws {
        var list = CSVText()
        list.add(["a", "b"])
        list.add(["x, \"y\"\r\nz", "甲\n乙"])
        let table = try CSVTable(list.text)
        #expect(table.rows.map { $0.cells.map(\.text) } == [["x, \"y\"\r\nz", "甲\n乙"]])
    }
}
