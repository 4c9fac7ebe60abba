import Dabiao

/// What an expression gives: a kind of value and, for numbers, its unit.
struct ExpressionType: Hashable {
    enum Kind: Hashable {
        case boolean
        case number(Unit, isInteger: Bool)
        case text
        case choice([String])
        /// Any number of a list of words.
        case set([String])
        case date
        case datetime
        /// A length of civil time in months and days.
        case duration
        /// The key of a row of a list, or of a party.
        case reference(String)
        /// A count of workdays: exists only beside a date.
        case workdays
    }

    /// The unit of a number.
    enum Unit: Hashable {
        /// A pure number.
        case none
        /// A literal: takes the unit of what it meets.
        case any
        case named(String)
        /// A product or quotient whose unit only a `unit:` can name.
        case composed
    }

    let kind: Kind

    static let boolean = ExpressionType(kind: .boolean)
    static let text = ExpressionType(kind: .text)
    static let date = ExpressionType(kind: .date)
    static let datetime = ExpressionType(kind: .datetime)
    static let duration = ExpressionType(kind: .duration)
    static let workdays = ExpressionType(kind: .workdays)

    static func number(_ unit: Unit, isInteger: Bool = false) -> ExpressionType {
        ExpressionType(kind: .number(unit, isInteger: isInteger))
    }

    private init(kind: Kind) {
        self.kind = kind
    }

    /// The type of a declared fact or column.
    init(_ type: ValueType, unit: String?) {
        switch type {
        case .boolean: self = .boolean
        case .integer, .decimal:
            self = .number(unit.map { .named($0) } ?? .none, isInteger: type == .integer)
        case .text: self = .text
        case .choice(let values): self.init(kind: .choice(values))
        case .set(let values): self.init(kind: .set(values))
        case .date: self = .date
        case .datetime: self = .datetime
        case .duration: self = .duration
        case .reference(let target): self.init(kind: .reference(target))
        }
    }

    var unit: Unit? {
        if case .number(let unit, _) = kind { unit } else { nil }
    }

    var isNumber: Bool { unit != nil }

    var isInteger: Bool {
        if case .number(_, let isInteger) = kind { isInteger } else { false }
    }

    /// True for text and choices, which compare with each other.
    var isWord: Bool {
        switch kind {
        case .text, .choice: true
        default: false
        }
    }

    /// True for what a period or, of a day, a count of workdays shifts.
    var isMoment: Bool { self == .date || self == .datetime }

    /// True for what `<` compares, numbers apart.
    var hasOrder: Bool { isMoment || self == .duration }

    /// As an author would call it.
    var phrase: Phrase {
        switch kind {
        case .boolean: Phrase("是非", "boolean")
        case .number(.named(let unit), _): Phrase("数（\(unit)）", "number in \(unit)")
        case .number(.composed, _): Phrase("数（组合单位）", "number of a composed unit")
        case .number: Phrase("数", "number")
        case .text: Phrase("文字", "text")
        case .choice(let values):
            Phrase("选项（\(values.joined(separator: "、"))）", "choice (\(values.joined(separator: ", ")))")
        case .set(let values):
            Phrase("多选（\(values.joined(separator: "、"))）", "set of \(values.joined(separator: ", "))")
        case .date: Phrase("日期", "date")
        case .datetime: Phrase("时刻", "datetime")
        case .duration: Phrase("期间", "duration")
        case .reference(let target): Phrase("引用（\(target)）", "reference to \(target)")
        case .workdays: Phrase("工作日数", "count of workdays")
        }
    }
}

extension ExpressionType.Unit {
    /// The common unit of two numbers that are added or compared; nil where they differ.
    func unified(with other: Self) -> Self? {
        switch (self, other) {
        case (.any, let unit), (let unit, .any): unit
        case (let left, let right): left == right && left != .composed ? left : nil
        }
    }

    /// The unit of a product.
    func times(_ other: Self) -> Self {
        switch (self, other) {
        case (.any, .any): .any
        case (.any, let unit), (let unit, .any), (.none, let unit), (let unit, .none): unit
        default: .composed
        }
    }

    /// The unit of a quotient.
    func divided(by other: Self) -> Self {
        switch (self, other) {
        case (.any, .any): .any
        case (let unit, .any), (let unit, .none): unit
        case (.named(let left), .named(let right)) where left == right: .none
        default: .composed
        }
    }

    /// A hint where two units look like two spellings of one.
    func slip(of other: Self) -> Phrase {
        guard case .named(let left) = self, case .named(let right) = other, left.nearest(among: [right]) != nil else {
            return Phrase("", "")
        }
        return Phrase("；是否同一单位写法不一？", "; is it one unit spelled in two ways?")
    }
}
