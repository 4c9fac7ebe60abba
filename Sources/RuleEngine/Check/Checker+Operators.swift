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
    private mutating func comparable(_ left: Typed, _ right: Typed, at offset: Int, ordering: Bool) -> Bool {
        if let leftUnit = left.type.unit, let rightUnit = right.type.unit {
            guard leftUnit.unified(with: rightUnit) == nil else { return true }
            _ =
                fail(
                    offset, "两边单位不同：\(left.type.phrase.zh)与\(right.type.phrase.zh)",
                    "the units differ: \(left.type.phrase.en) and \(right.type.phrase.en)") as Bool?
            return false
        }
        let same = left.type == right.type || (left.type.isWord && right.type.isWord)
        guard same, left.type != .period, left.type != .workdays else {
            _ =
                fail(
                    offset, "不能比较\(left.type.phrase.zh)与\(right.type.phrase.zh)",
                    "a \(left.type.phrase.en) cannot be compared with a \(right.type.phrase.en)") as Bool?
            return false
        }
        guard !ordering || left.type == .date else {
            _ =
                fail(
                    offset, "\(left.type.phrase.zh)没有大小之分，只能用 = 或 <>",
                    "a \(left.type.phrase.en) has no order: use = or <>") as Bool?
            return false
        }
        return true
    }

    mutating func comparison(
        _ operation: Comparison, _ left: Expression, _ right: Expression, _ expression: Expression, in scope: Scope
    ) -> Typed? {
        guard let (left, right) = pair(left, right, in: scope),
            comparable(left, right, at: expression.offset, ordering: operation.isOrdering)
        else { return nil }
        return typed(.compare(operation, left, right), .boolean, expression)
    }

    mutating func isIn(_ value: Expression, _ choices: [Expression], _ expression: Expression, in scope: Scope)
        -> Typed?
    {
        guard let value = check(value, in: scope) else { return nil }
        let checked = choices.map { choice -> Typed? in
            guard let choice = check(choice, in: scope, expecting: value.type),
                comparable(value, choice, at: choice.offset, ordering: false)
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
            comparable(value, low, at: low.offset, ordering: true),
            comparable(value, high, at: high.offset, ordering: true)
        else { return nil }
        return typed(.between(value, low: low, high: high), .boolean, expression)
    }

    mutating func arithmetic(
        _ operation: Arithmetic, _ left: Expression, _ right: Expression, _ expression: Expression, in scope: Scope
    ) -> Typed? {
        let (first, second) = (check(left, in: scope), check(right, in: scope))
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
        case (.date, .plus, .period), (.date, .minus, .period):
            guard case .period(let period, let times) = right.node else { return nil }
            return typed(.shift(left, operation == .plus ? period : -period, times: times), .date, expression)
        case (.date, .plus, .workdays), (.date, .minus, .workdays):
            guard case .workdays(let count) = right.node else { return nil }
            return typed(.shiftWorkdays(left, count: signed(count, operation)), .date, expression)
        case (.number, .times, .period): return scaled(right, by: left, expression)
        case (.period, .times, .number): return scaled(left, by: right, expression)
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

    private mutating func scaled(_ period: Typed, by factor: Typed, _ expression: Expression) -> Typed? {
        guard case .period(let length, nil) = period.node, factor.type.isInteger else {
            return fail(
                expression.offset, "期间只能乘一个整数一次，例如 proof_test_months * P1M",
                "a period is multiplied once, by an integer, as in proof_test_months * P1M")
        }
        return typed(.period(length, times: factor), .period, expression)
    }
}
