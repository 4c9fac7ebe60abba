import Dabiao

// Comparison, arithmetic and membership: what may meet what.
extension Checker {
    /// Checks two expressions that must be of comparable types; literals take the type of the other side.
    private mutating func pair(_ left: Expression, _ right: Expression, in scope: Scope) -> (Typed, Typed)? {
        if case .literal = left.node {
            guard let right = operand(right, in: scope) else { return nil }
            guard let left = operand(left, in: scope, expecting: right.type) else { return nil }
            return (left, right)
        }
        guard let left = operand(left, in: scope) else {
            _ = operand(right, in: scope)
            return nil
        }
        guard let right = operand(right, in: scope, expecting: left.type) else { return nil }
        return (left, right)
    }

    /// One side of a comparison, where `today` may stand alone.
    private mutating func operand(_ expression: Expression, in scope: Scope, expecting expected: ExpressionType? = nil)
        -> Typed?
    {
        guard case .name(nil, "today") = expression.node else {
            return check(expression, in: scope, expecting: expected)
        }
        guard scope.allowsToday else {
            return fail(
                expression.offset, "派生值不能用 today：它只随事实变化",
                "today is not allowed here: a derived value changes only when facts do")
        }
        let reference = Reference(name: "today", origin: .parameter, sql: ":today")
        return Typed(node: .reference(reference), type: .date, offset: expression.offset)
    }

    /// Whether two values can be compared; reports why not.
    private mutating func comparable(
        _ left: Typed, _ right: Typed, at offset: Int, ordering: Bool, in scope: Scope
    ) -> Bool {
        if let leftUnit = left.type.unit, let rightUnit = right.type.unit {
            guard leftUnit.unified(with: rightUnit) == nil else { return true }
            let hint = leftUnit.slip(of: rightUnit)
            _ =
                fail(
                    offset, "两边单位不同：\(left.type.phrase.zh)与\(right.type.phrase.zh)\(hint.zh)",
                    "the units differ: \(left.type.phrase.en) and \(right.type.phrase.en)\(hint.en)") as Bool?
            return false
        }
        guard areAlike(left, right, in: scope), left.type != .workdays else {
            let hint = Self.hint(left, right, in: scope)
            _ =
                fail(
                    offset, "不能比较\(left.type.phrase.zh)与\(right.type.phrase.zh)\(hint.zh)",
                    "a \(left.type.phrase.en) cannot be compared with a \(right.type.phrase.en)\(hint.en)") as Bool?
            return false
        }
        guard !ordering || left.type.hasOrder else {
            _ =
                fail(
                    offset, "\(left.type.phrase.zh)没有大小之分，只能用 = 或 <>",
                    "a \(left.type.phrase.en) has no order: use = or <>") as Bool?
            return false
        }
        return true
    }

    /// Whether two values are of one type; a reference also meets the key column of its list, and words in quotes.
    private func areAlike(_ left: Typed, _ right: Typed, in scope: Scope) -> Bool {
        switch (left.type.kind, right.type.kind) {
        case (.reference, .reference): left.type == right.type
        case (.reference(let target), _): Self.isKey(right, of: target, in: scope)
        case (_, .reference(let target)): Self.isKey(left, of: target, in: scope)
        default: left.type == right.type || left.type.isWord && right.type.isWord
        }
    }

    private static func isKey(_ value: Typed, of target: String, in scope: Scope) -> Bool {
        switch value.node {
        case .literal(.text): true
        case .reference(let reference):
            reference.origin == .column(source: target) && scope.schema.sources[target]?.key == reference.name
        default: false
        }
    }

    /// How what cannot be compared as it is could be.
    private static func hint(_ left: Typed, _ right: Typed, in scope: Scope) -> Phrase {
        for (type, other) in [(left.type.kind, right.type.kind), (right.type.kind, left.type.kind)] {
            switch (type, other) {
            case (.datetime, .date): return Phrase("：时刻的日期写成 date(x)", ": the day of a datetime is date(x)")
            case (.reference(let target), _):
                guard let key = scope.schema.sources[target]?.key else { continue }
                return Phrase("：引用只与 \(target).\(key) 比较", ": a reference compares with \(target).\(key)")
            default: continue
            }
        }
        return Phrase("", "")
    }

    mutating func comparison(
        _ operation: Comparison, _ left: Expression, _ right: Expression, _ expression: Expression, in scope: Scope
    ) -> Typed? {
        guard let (left, right) = pair(left, right, in: scope),
            comparable(left, right, at: expression.offset, ordering: operation.isOrdering, in: scope)
        else { return nil }
        return typed(.compare(operation, left, right), .boolean, expression)
    }

    mutating func isIn(_ value: Expression, _ choices: [Expression], _ expression: Expression, in scope: Scope)
        -> Typed?
    {
        guard let value = check(value, in: scope) else { return nil }
        let checked = choices.map { choice -> Typed? in
            guard let choice = check(choice, in: scope, expecting: value.type),
                comparable(value, choice, at: choice.offset, ordering: false, in: scope)
            else { return nil }
            return choice
        }
        guard !checked.contains(nil) else { return nil }
        return typed(.isIn(value, checked.compactMap { $0 }), .boolean, expression)
    }

    /// The set that an operator asks about: a fact or column, so that its text can stand in the SQL several times.
    private mutating func set(_ expression: Expression, in scope: Scope) -> (Typed, [String])? {
        guard let set = check(expression, in: scope) else { return nil }
        guard case .set(let words) = set.type.kind, case .reference = set.node else {
            return mismatch(
                set.offset, found: set.type, expected: Phrase("一个多选（set）事实或列", "fact or column of type set"))
        }
        return (set, words)
    }

    mutating func isMember(_ value: Expression, of set: Expression, _ expression: Expression, in scope: Scope)
        -> Typed?
    {
        guard let (set, words) = self.set(set, in: scope),
            let value = check(value, in: scope, expecting: ExpressionType(.choice(words), unit: nil))
        else { return nil }
        guard value.type.isWord else {
            return mismatch(value.offset, found: value.type, expected: ExpressionType.text.phrase)
        }
        return typed(.isMember(value, of: set), .boolean, expression)
    }

    mutating func has(
        _ quantifier: Quantifier, _ set: Expression, _ words: [Expression], _ expression: Expression, in scope: Scope
    ) -> Typed? {
        guard let (set, known) = self.set(set, in: scope) else { return nil }
        let type = ExpressionType(.choice(known), unit: nil)
        let checked = words.map { word -> String? in
            guard let word = check(word, in: scope, expecting: type) else { return nil }
            guard case .literal(.text(let text)) = word.node else {
                return mismatch(word.offset, found: word.type, expected: Phrase("单引号中的选项", "word in single quotes"))
            }
            return text
        }
        guard !checked.contains(nil) else { return nil }
        return typed(.has(quantifier, set, checked.compactMap { $0 }), .boolean, expression)
    }

    mutating func between(
        _ value: Expression, _ low: Expression, _ high: Expression, _ expression: Expression, in scope: Scope
    ) -> Typed? {
        guard let value = operand(value, in: scope),
            let low = check(low, in: scope, expecting: value.type),
            let high = check(high, in: scope, expecting: value.type),
            comparable(value, low, at: low.offset, ordering: true, in: scope),
            comparable(value, high, at: high.offset, ordering: true, in: scope)
        else { return nil }
        return typed(.between(value, low: low, high: high), .boolean, expression)
    }

    mutating func arithmetic(
        _ operation: Arithmetic, _ left: Expression, _ right: Expression, _ expression: Expression, in scope: Scope
    ) -> Typed? {
        let second = check(right, in: scope)
        let first = check(left, in: scope, expecting: second.flatMap { Self.moment(left, shiftedBy: $0.type) })
        guard let left = first, let right = second else { return nil }
        switch (left.type.kind, operation, right.type.kind) {
        case (.number(let leftUnit, let leftInteger), _, .number(let rightUnit, let rightInteger)):
            let isInteger = leftInteger && rightInteger && operation != .divide
            guard let unit = unit(of: operation, leftUnit, rightUnit) else {
                return fail(
                    expression.offset, "单位不同不能相加减：\(left.type.phrase.zh)与\(right.type.phrase.zh)",
                    "units differ in a sum: \(left.type.phrase.en) and \(right.type.phrase.en)")
            }
            return typed(.arithmetic(operation, left, right), .number(unit, isInteger: isInteger), expression)
        case (.date, .plus, .duration), (.date, .minus, .duration), (.datetime, .plus, .duration),
            (.datetime, .minus, .duration):
            let duration = operation == .plus ? right : Self.negated(right)
            return typed(.shift(left, by: duration), left.type, expression)
        case (.date, .plus, .workdays), (.date, .minus, .workdays):
            guard case .workdays(let count) = right.node else { return nil }
            return typed(.shiftWorkdays(left, count: signed(count, operation)), .date, expression)
        case (.number, .times, .duration): return scaled(right, by: left, expression)
        case (.duration, .times, .number): return scaled(left, by: right, expression)
        case (.datetime, .minus, .datetime):
            return fail(
                expression.offset, "两个时刻相差的小时数写成 hours_between(a, b)",
                "write hours_between(a, b) for the hours between two datetimes")
        case (.date, .minus, .date):
            return fail(
                expression.offset, "两个日期相差的天数写成 days_between(a, b)",
                "write days_between(a, b) for the days between two dates")
        default:
            return fail(
                expression.offset,
                "\(left.type.phrase.zh)与\(right.type.phrase.zh)之间不能用“\(operation.rawValue)”",
                "'\(operation.rawValue)' cannot join a \(left.type.phrase.en) and a \(right.type.phrase.en)")
        }
    }

    private func unit(of operation: Arithmetic, _ left: ExpressionType.Unit, _ right: ExpressionType.Unit)
        -> ExpressionType.Unit?
    {
        switch operation {
        case .plus, .minus: left.unified(with: right)
        case .times: left.times(right)
        case .divide: left.divided(by: right)
        }
    }

    private func signed(_ count: Typed, _ operation: Arithmetic) -> Typed {
        guard operation == .minus else { return count }
        let zero = Typed(node: .literal(.number(0)), type: count.type, offset: count.offset)
        return Typed(node: .arithmetic(.minus, zero, count), type: count.type, offset: count.offset)
    }

    private mutating func scaled(_ duration: Typed, by factor: Typed, _ expression: Expression) -> Typed? {
        guard factor.type.isInteger else {
            return fail(
                expression.offset, "期间只能乘整数，例如 proof_test_months * P1M",
                "a duration is multiplied by an integer, as in proof_test_months * P1M")
        }
        return typed(.scaled(duration, by: factor), .duration, expression)
    }

    /// The same duration in the other direction.
    private static func negated(_ duration: Typed) -> Typed {
        switch duration.node {
        case .literal(.period(let period)):
            return Typed(node: .literal(.period(-period)), type: .duration, offset: duration.offset)
        case .scaled(let inner, let times):
            return Typed(node: .scaled(negated(inner), by: times), type: .duration, offset: duration.offset)
        default:
            let back = Typed(
                node: .literal(.number(-1)), type: .number(.any, isInteger: true), offset: duration.offset)
            return Typed(node: .scaled(duration, by: back), type: .duration, offset: duration.offset)
        }
    }

    /// What a text in quotes is where a duration or workdays are added to it.
    private static func moment(_ expression: Expression, shiftedBy type: ExpressionType) -> ExpressionType? {
        guard case .literal(.text(let text)) = expression.node else { return nil }
        return switch type {
        case .duration: text.contains("T") ? .datetime : .date
        case .workdays: .date
        default: nil
        }
    }
}
