import Dabiao
import DabiaoControl
import DabiaoStore
import Foundation
import SectorKit

/// A row of an enterprise list, read and checked by the city's districts and sectors.
struct ImportedRow {
    let line: Int
    let enterprise: EnterpriseRecord
    let site: SiteRecord
    let email: String?
    let webhook: String?
    /// Grade, number, certified on, expires on; nil where the row tells no certificate.
    let certificate: (grade: String, number: String?, certifiedOn: CivilDate, expiresOn: CivilDate?)?

    /// The columns that a list may have, and those it must have.
    static let columns = [
        "credit_code", "name", "industry", "area_code", "district", "subdistrict", "address", "sectors", "scale",
        "employees", "email", "webhook", "site", "grade", "certified_on", "expires_on", "certificate_no",
    ]
    static let required = ["credit_code", "name", "district", "sectors"]
}

/// Reads the rows of an enterprise list; every fault is found, none stops the reading.
struct ImportedRowReader {
    private var found: [EnterpriseInterface.RowError] = []
    /// How many faults there are, those included that are not told.
    private(set) var faults = 0
    /// How the file is written; nil where it is no text.
    private(set) var encoding: TextEncoding?
    private var rows: (reader: CSVReader, columns: [String: Int])?
    private var hasRows = false
    private let districts: [Catalogue.District]
    private let sectors: [(id: String, title: String)]
    private let today: CivilDate
    /// The line on which an enterprise's site was told, to find rows told twice.
    private var lines: [String: Int] = [:]

    init(_ catalogue: Catalogue, today: CivilDate) {
        districts = catalogue.districts
        sectors = catalogue.sectors
        self.today = today
    }

    /// What is wrong, as much of it as people read and as fits into a message.
    var errors: [EnterpriseInterface.RowError] {
        let left = faults - found.count
        guard left > 0 else { return found }
        let more = Phrase("另有 \(left) 处错误，先改正以上各处", "and \(left) more errors: correct these first")
        return found + [
            EnterpriseInterface.RowError(line: found.last?.line ?? 1, column: nil, value: nil, message: more)
        ]
    }

    private static let most = 500

    /// Opens a file. Where it or its header is wrong, it has no rows.
    mutating func open(_ bytes: Data) {
        do throws(TextEncoding.Undecodable) {
            let (text, encoding) = try TextEncoding.read(bytes)
            self.encoding = encoding
            open(text)
        } catch {
            fail(error.line, nil, nil, "encoding", error.problem)
        }
    }

    private mutating func open(_ text: String) {
        do throws(CSVTable.Malformed) {
            let reader = try CSVReader(text)
            rows = columns(of: reader.header).map { (reader, $0) }
        } catch {
            fail(error)
        }
    }

    /// What a row of a list is.
    enum Reading {
        case row(ImportedRow)
        /// It is wrong; why is among the ``errors``.
        case refused(line: Int)

        var line: Int {
            switch self {
            case .row(let row): row.line
            case .refused(let line): line
            }
        }
    }

    /// The next row; nil at the end.
    mutating func next() -> Reading? {
        do throws(CSVTable.Malformed) {
            guard let row = try rows?.reader.next(), let reader = rows?.reader, let index = rows?.columns else {
                if rows != nil && !hasRows { fail(1, nil, nil, "rows", Phrase("文件里没有企业", "the file has no rows")) }
                rows = nil
                return nil
            }
            hasRows = true
            if let fault = reader.fault(of: row) {
                fail(fault)
                return .refused(line: row.line)
            }
            return self.row(row, index).map { .row($0) } ?? .refused(line: row.line)
        } catch {
            rows = nil
            fail(error)
            return .refused(line: error.line)
        }
    }

    private mutating func fail(_ malformed: CSVTable.Malformed) {
        fail(malformed.line, nil, nil, "csv", malformed.problem)
    }

    /// Notes a fault.
    mutating func fail(_ line: Int, _ column: String?, _ value: String?, _ rule: String, _ message: Phrase) {
        faults += 1
        guard found.count < Self.most else { return }
        found.append(
            EnterpriseInterface.RowError(
                line: line, column: column?.shortened(to: 100), value: value?.shortened(to: 100), message: message,
                rule: rule))
    }

    private mutating func fail(
        _ line: Int, _ column: String?, _ value: String?, _ rule: String, _ zh: String, _ en: String
    ) {
        fail(line, column, value, rule, Phrase(zh, en))
    }

    private mutating func columns(of header: [CSVTable.Cell]) -> [String: Int]? {
        var index: [String: Int] = [:]
        let before = faults
        for (position, cell) in header.enumerated() {
            guard ImportedRow.columns.contains(cell.text) else {
                let nearest = cell.text.nearest(among: ImportedRow.columns)
                fail(
                    cell.line, cell.text, nil, "column", "没有这一列" + (nearest.map { "；是否想写 \($0)？" } ?? ""),
                    "there is no such column" + (nearest.map { "; did you mean \($0)?" } ?? ""))
                continue
            }
            index[cell.text] = position
        }
        for column in ImportedRow.required where index[column] == nil {
            fail(1, column, nil, "column", "缺少这一列", "this column is missing")
        }
        return faults == before ? index : nil
    }

    // MARK: - A row

    private mutating func row(_ row: CSVTable.Row, _ index: [String: Int]) -> ImportedRow? {
        let before = faults
        func cell(_ column: String) -> String? {
            guard let position = index[column], position < row.cells.count else { return nil }
            let text = row.cells[position].text.fromSpreadsheet
            return text.isEmpty ? nil : text
        }
        let code = creditCode(cell("credit_code"), row.line)
        let district = district(cell("district"), row.line)
        let sectors = sectors(cell("sectors"), row.line)
        let name = cell("name")
        if name == nil { fail(row.line, "name", nil, "required", "名称不能为空", "the name cannot be empty") }
        checkForm("area_code", cell("area_code"), row.line) { AreaCode($0) != nil }
        checkForm("industry", cell("industry"), row.line) { IndustryCode($0) != nil }
        let employees = employees(cell("employees"), row.line)
        let certificate = certificate(cell, row.line)
        if let code { checkRepetition(code, cell("site"), row.line) }
        guard faults == before, let code, let name, let district else { return nil }
        return ImportedRow(
            line: row.line,
            enterprise: EnterpriseRecord(
                creditCode: code, name: name, industry: cell("industry"), areaCode: cell("area_code"),
                district: district, subdistrict: cell("subdistrict"), address: cell("address"), scale: cell("scale"),
                employees: employees),
            site: SiteRecord(
                name: cell("site"), district: district, subdistrict: cell("subdistrict"), address: cell("address"),
                sectors: sectors),
            email: cell("email"), webhook: cell("webhook"), certificate: certificate)
    }

    private mutating func creditCode(_ text: String?, _ line: Int) -> String? {
        guard let text else {
            fail(line, "credit_code", nil, "required", "统一社会信用代码不能为空", "the credit code cannot be empty")
            return nil
        }
        let code = CreditCode.normalized(text)
        let refusals = CreditCode.findings(in: code).filter(\.isRefusal)
        for finding in refusals {
            fail(line, "credit_code", text, "credit-code", finding.message)
        }
        return refusals.isEmpty ? code : nil
    }

    private mutating func district(_ text: String?, _ line: Int) -> String? {
        guard let text else {
            fail(line, "district", nil, "required", "区不能为空", "the district cannot be empty")
            return nil
        }
        let found = districts.first {
            $0.name == text || $0.aliases.contains(text) || (!$0.code.isEmpty && $0.code == text)
        }
        if let found { return found.name }
        let nearest = text.nearest(among: districts.flatMap { [$0.name] + $0.aliases })
        fail(
            line, "district", text, "district", "没有这个区" + (nearest.map { "；是否想写“\($0)”？" } ?? "，请写区名或 GB/T 2260 代码"),
            "there is no such district"
                + (nearest.map { "; did you mean \($0)?" } ?? ", write its name or GB/T 2260 code"))
        return nil
    }

    private mutating func sectors(_ text: String?, _ line: Int) -> [String] {
        let words = (text ?? "").split(whereSeparator: { ";；".contains($0) }).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        if words.isEmpty { fail(line, "sectors", nil, "required", "行业不能为空", "the sectors cannot be empty") }
        return words.compactMap { word in
            if let found = sectors.first(where: { $0.id == word || $0.title == word }) { return found.id }
            let nearest = word.nearest(among: sectors.flatMap { [$0.id, $0.title] })
            let known = sectors.map(\.id).joined(separator: "、")
            fail(
                line, "sectors", word, "sector", "没有这个行业" + (nearest.map { "；是否想写“\($0)”？" } ?? "，可选：\(known)"),
                "there is no such sector" + (nearest.map { "; did you mean \($0)?" } ?? ", known are: \(known)"))
            return nil
        }
    }

    private mutating func checkForm(_ column: String, _ text: String?, _ line: Int, _ isValid: (String) -> Bool) {
        guard let text, !isValid(text) else { return }
        let standard = column == "area_code" ? "GB/T 2260" : "GB/T 4754"
        fail(line, column, text, "form", "不是 \(standard) 代码的形式", "this has not the form of a \(standard) code")
    }

    private mutating func employees(_ text: String?, _ line: Int) -> Int? {
        guard let text else { return nil }
        if let count = Int(text), (0...10_000_000).contains(count) { return count }
        fail(line, "employees", text, "number", "从业人数应为非负整数", "employees must be a whole number, not negative")
        return nil
    }

    private mutating func date(_ column: String, _ text: String?, _ line: Int) -> CivilDate? {
        guard let text else { return nil }
        if let date = CivilDate(text[...]) { return date }
        fail(line, column, text, "date", "应为日期，写成 2026-01-31", "this must be a date like 2026-01-31")
        return nil
    }

    private mutating func certificate(_ cell: (String) -> String?, _ line: Int) -> (
        grade: String, number: String?, certifiedOn: CivilDate, expiresOn: CivilDate?
    )? {
        let told = ["grade", "certified_on", "expires_on", "certificate_no"].filter { cell($0) != nil }
        let certifiedOn = date("certified_on", cell("certified_on"), line)
        let expiresOn = date("expires_on", cell("expires_on"), line)
        guard !told.isEmpty else { return nil }
        for column in ["grade", "certified_on"] where cell(column) == nil {
            fail(line, column, nil, "required", "填了证书的其他列，这一列也要填", "a row with a certificate must tell this too")
        }
        if let certifiedOn, certifiedOn > today {
            fail(
                line, "certified_on", "\(certifiedOn)", "future", "定级日期在今天（\(today)）之后",
                "the day of certification is after today (\(today))")
        }
        if let certifiedOn, let expiresOn, expiresOn <= certifiedOn {
            fail(
                line, "expires_on", "\(expiresOn)", "order", "有效期截止日应在定级日之后",
                "it must expire after the day of certification")
        }
        guard let certifiedOn, let grade = cell("grade") else { return nil }
        return (grade, cell("certificate_no"), certifiedOn, expiresOn)
    }

    private mutating func checkRepetition(_ code: String, _ site: String?, _ line: Int) {
        if let first = lines.updateValue(line, forKey: "\(code)\n\(site ?? "")") {
            fail(
                line, "credit_code", code, "repeated", "与第 \(first) 行是同一家企业的同一场所",
                "the same enterprise and site as on line \(first)")
        }
    }
}
