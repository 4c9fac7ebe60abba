import Dabiao

/// What may stand at a place of a bundle's YAML files.
///
/// Readers, messages and (later) the JSON Schema for authors all follow the same tables of forms and keys.
indirect enum Form: Sendable {
    /// Text that is not empty.
    case text
    /// The name of a fact, list, table or column as expressions write it: `total_storage_kg`.
    case name
    /// A name, or one of another bundle: `common.last_meeting_on`.
    case reference
    /// The id of a bundle, rule, item or duty: `grade-one-in-city-centre`.
    case id
    case boolean
    case integer
    case decimal
    /// `YYYY-MM-DD`, a day that exists.
    case date
    /// An ISO 8601 period longer than nothing: `P30D`.
    case period
    /// A period or `20 workdays`.
    case timeSpan
    /// `MAJOR.MINOR.PATCH`.
    case version
    /// `>=MAJOR.MINOR.PATCH`.
    case leastVersion
    /// A version, `>=1.0.0`, or `>=1.0.0 <2.0.0`.
    case versionRange
    /// An expression of dabiao's language; `RuleEngine` reads it.
    case expression
    /// One of these words.
    case word([String])
    /// A value or several whose types the bundle's facts declare.
    case told
    case list(Form)
    /// One, or a list of them.
    case oneOrMore(Form)
    case mapping(Shape)
    /// One of several mappings, told apart by the key that is named with each.
    case either([(key: String, shape: Shape)])
    /// A mapping whose keys are names of the author's own.
    case dictionary(Form)
    /// What belongs elsewhere: where, for people.
    case refused(Phrase)
    /// A scalar of one form, else what another says.
    case scalarOr(Form, Form)
    /// What the design has and this version of dabiao does not read yet.
    case notYet

    /// One of the words of an enumeration.
    static func word<Word: CaseIterable & RawRepresentable<String>>(_ type: Word.Type) -> Form {
        .word(type.allCases.map(\.rawValue))
    }

    /// What is expected here, for people.
    var expectation: Phrase {
        switch self {
        case .text: Phrase("文字", "text")
        case .name: Phrase("名字（小写字母开头，只含小写字母、数字和下划线）", "a name (lower-case letters, digits and underscores)")
        case .reference: Phrase("名字，或“插件标识.名字”", "a name, or BUNDLE.NAME")
        case .id: Phrase("标识（字母、数字和连字符）", "an id (letters, digits and hyphens)")
        case .boolean: Phrase("“true”或“false”", "true or false")
        case .integer: Phrase("整数", "an integer")
        case .decimal: Phrase("数字", "a number")
        case .date: Phrase("真实存在的日期 YYYY-MM-DD", "a date that exists, YYYY-MM-DD")
        case .period: Phrase("时长（如 P30D、P6M、P1Y）", "a period (as P30D, P6M, P1Y)")
        case .timeSpan: Phrase("时长（如 P30D）或“20 workdays”", "a period (as P30D) or '20 workdays'")
        case .version: Phrase("版本号（如 1.0.0）", "a version (as 1.0.0)")
        case .leastVersion: Phrase("最低版本（如 \">=1.0.0\"）", "a least version (as \">=1.0.0\")")
        case .versionRange:
            Phrase(
                "版本范围（如 \">=1.0.0 <2.0.0\"、\">=1.0.0\" 或 1.0.0）",
                "a range of versions (as \">=1.0.0 <2.0.0\", \">=1.0.0\" or 1.0.0)")
        case .expression: Phrase("表达式", "an expression")
        case .word(let words):
            Phrase("以下之一：\(words.joined(separator: "、"))", "one of \(words.joined(separator: ", "))")
        case .told: Phrase("值", "a value")
        case .list(let form): Phrase("列表，每项为\(form.expectation.zh)", "a list, each element \(form.expectation.en)")
        case .oneOrMore(let form):
            Phrase("\(form.expectation.zh)，或其列表", "\(form.expectation.en), or a list of them")
        case .mapping, .either: Phrase("键值表（键: 值）", "a mapping (key: value)")
        case .dictionary: Phrase("键值表（名字: 值）", "a mapping (name: value)")
        case .scalarOr(let scalar, let other):
            Phrase(
                "\(scalar.expectation.zh)，或\(other.expectation.zh)",
                "\(scalar.expectation.en), or \(other.expectation.en)")
        case .notYet, .refused: Phrase("空", "nothing")
        }
    }
}

/// The keys that a mapping may have.
struct Shape: Sendable {
    struct Key: Sendable {
        let name: String
        let form: Form
        let isRequired: Bool

        static func required(_ name: String, _ form: Form) -> Key { Key(name: name, form: form, isRequired: true) }
        static func optional(_ name: String, _ form: Form) -> Key { Key(name: name, form: form, isRequired: false) }
    }

    /// What the mapping is, for people.
    let title: Phrase
    let keys: [Key]

    init(_ zh: String, _ en: String, _ keys: [Key]) {
        title = Phrase(zh, en)
        self.keys = keys
    }

    subscript(_ name: String) -> Key? { keys.first { $0.name == name } }
}

extension [Shape.Key] {
    /// Keys that the design has and this version does not read yet.
    static func notYet(_ names: String...) -> [Shape.Key] { names.map { .optional($0, .notYet) } }
}
