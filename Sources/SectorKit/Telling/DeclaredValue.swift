import Dabiao

/// What a fact or column may hold, and the reading of what was told for it.
struct DeclaredValue {
    let type: ValueType
    let unit: String?
    let minimum: Double?
    let maximum: Double?
    /// Whether a blank, or the word `never`, means never.
    private var blankIsNever = false

    init(_ fact: FactDeclaration) {
        (type, unit, minimum, maximum) = (fact.type, fact.unit, fact.minimum, fact.maximum)
    }

    init(_ column: ColumnDeclaration) {
        (type, unit, minimum, maximum) = (column.type, column.unit, column.minimum, column.maximum)
        blankIsNever = column.blankIsNever
    }

    init(_ derived: DerivedDeclaration) {
        (type, unit, minimum, maximum) = (derived.type, derived.unit, nil, nil)
    }

    init(type: ValueType, unit: String?, minimum: Double? = nil, maximum: Double? = nil) {
        (self.type, self.unit, self.minimum, self.maximum) = (type, unit, minimum, maximum)
    }

    init(_ parameter: ParameterDeclaration) {
        (type, unit, minimum, maximum) = (parameter.type, parameter.unit, parameter.minimum, parameter.maximum)
    }

    /// Why something cannot be the value.
    struct Misfit: Error {
        let phrase: Phrase

        init(_ zh: String, _ en: String) { phrase = Phrase(zh, en) }
        init(_ phrase: Phrase) { self.phrase = phrase }
    }

    /// The value that was told: typed in JSON, text in YAML and CSV.
    func value(of told: Told) throws(Misfit) -> Value {
        switch (told.content, type) {
        case (.null, _):
            throw Misfit("不接受 null；不知道就不要写这个键", "null is refused: leave out what is not known")
        case (.blank, .date) where blankIsNever: return .never
        case (.scalar(let text), .set): return try set([text], told)
        case (.scalar(let text), _): return try value(ofText: text, told)
        case (.boolean(let value), .boolean): return .boolean(value)
        case (.number(let value), .integer), (.number(let value), .decimal): return try number(value, told)
        case (.string(let text), .text): return .text(text)
        case (.string(let text), .date), (.string(let text), .datetime), (.string(let text), .duration),
            (.string(let text), .choice), (.string(let text), .reference):
            return try value(ofText: text, told)
        case (.list(let elements), .set):
            let words = elements.compactMap(\.word)
            guard words.count == elements.count else { throw mismatch(told) }
            return try set(words, told)
        default: throw mismatch(told)
        }
    }

    private func value(ofText text: String, _ told: Told) throws(Misfit) -> Value {
        switch type {
        case .boolean: if let value = Scalar.boolean(text) { return .boolean(value) }
        case .integer, .decimal: if let value = Scalar.decimal(text) { return try number(value, told) }
        case .text: return .text(text)
        case .date where blankIsNever && ["", "never"].contains(text): return .never
        case .date: if let value = CivilDate(text) { return .date(value) }
        case .datetime: if let value = CivilMinute(text) { return .datetime(value) }
        case .duration: if let value = Period(text) { return .period(value) }
        case .reference: if !text.isEmpty, !text.contains(where: \.isNewline) { return .text(text) }
        case .choice(let words):
            if words.contains(text) { return .text(text) }
            throw misfit(word: text, among: words)
        case .set: break
        }
        throw mismatch(told)
    }

    private func number(_ value: Double, _ told: Told) throws(Misfit) -> Value {
        let isWhole = value == value.rounded() && Scalar.integers.contains(value)
        guard value.isFinite, type == .decimal || isWhole else { throw mismatch(told) }
        let unit = unit.map { " \($0)" } ?? ""
        if let minimum, value < minimum {
            let (least, found) = (Value.number(minimum), Value.number(value))
            throw Misfit("不得小于 \(least)\(unit)，写的是 \(found)", "must be at least \(least)\(unit), found \(found)")
        }
        if let maximum, value > maximum {
            let (most, found) = (Value.number(maximum), Value.number(value))
            throw Misfit("不得大于 \(most)\(unit)，写的是 \(found)", "must be at most \(most)\(unit), found \(found)")
        }
        return .number(value)
    }

    /// The chosen words in the order of the declaration.
    private func set(_ chosen: [String], _ told: Told) throws(Misfit) -> Value {
        guard case .set(let words) = type else { throw mismatch(told) }
        for word in chosen where !words.contains(word) { throw misfit(word: word, among: words) }
        return .set(words.filter(chosen.contains))
    }

    private func misfit(word: String, among words: [String]) -> Misfit {
        var phrase = Phrase(
            "应为以下之一：\(words.joined(separator: "、"))；写的是“\(word.excerpt)”",
            "must be one of \(words.joined(separator: ", ")); found '\(word.excerpt)'")
        if let near = word.nearest(among: words) {
            phrase = phrase.followed(by: Phrase("，是否是“\(near)”？", "; did you mean '\(near)'?"))
        }
        return Misfit(phrase)
    }

    private func mismatch(_ told: Told) -> Misfit {
        Misfit("应为\(expectation.zh)，写的是\(told.found.zh)", "must be \(expectation.en), found \(told.found.en)")
    }

    private var expectation: Phrase {
        let unit = unit.map { Phrase("（\($0)）", " (\($0))") } ?? Phrase("", "")
        switch type {
        case .boolean: return Form.boolean.expectation
        case .integer: return Form.integer.expectation.followed(by: unit)
        case .decimal: return Form.decimal.expectation.followed(by: unit)
        case .date: return Form.date.expectation
        case .duration: return Form.period.expectation
        case .choice(let words): return Form.word(words).expectation
        case .set(let words): return Form.list(.word(words)).expectation
        case .datetime: return Phrase("真实存在的时刻 YYYY-MM-DDTHH:MM", "a minute that exists, YYYY-MM-DDTHH:MM")
        case .reference(let target):
            return Phrase("“\(target)”中一行的主键（一行文字）", "the key of a row of '\(target)' (a line of text)")
        case .text: return Form.text.expectation
        }
    }
}
