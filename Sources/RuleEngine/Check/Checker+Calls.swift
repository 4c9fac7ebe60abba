import Dabiao

// Functions, aggregates and lookups.
extension Checker {
    mutating func call(_ name: String, _ arguments: [Expression], _ expression: Expression, in scope: Scope) -> Typed? {
        switch name {
        case "if": return choose(arguments, expression, in: scope)
        case "known":
            guard arguments.count == 1 else { return arity(name, "1", expression) }
            return check(arguments[0], in: scope).map { typed(.known($0), .boolean, expression) }
        default: break
        }
        guard let function = Function(rawValue: name) else {
            let known =
                Function.allCases.map(\.rawValue) + Aggregate.allCases.map(\.rawValue) + ["if", "known", "lookup"]
            let nearest = name.nearest(among: known)
            return fail(
                expression.offset, "没有名为“\(name)”的函数" + (nearest.map { "；是否想写“\($0)”？" } ?? ""),
                "there is no function '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""))
        }
        switch function {
        case .daysBetween, .hoursBetween: return between(function, arguments, expression, in: scope)
        case .dateOf:
            guard arguments.count == 1 else { return arity(name, "1", expression) }
            guard let moment = check(arguments[0], in: scope, expecting: .datetime) else { return nil }
            guard moment.type == .datetime else {
                return mismatch(moment.offset, found: moment.type, expected: ExpressionType.datetime.phrase)
            }
            return typed(.call(.dateOf, [moment]), .date, expression)
        default: return numeric(function, arguments, expression, in: scope)
        }
    }

    private mutating func arity(_ name: String, _ count: String, _ expression: Expression) -> Typed? {
        fail(expression.offset, "\(name) 应有 \(count) 个参数", "\(name) takes \(count) argument(s)")
    }

    private mutating func choose(_ arguments: [Expression], _ expression: Expression, in scope: Scope) -> Typed? {
        guard arguments.count == 3 else { return arity("if", "3", expression) }
        let condition = boolean(arguments[0], in: scope)
        let first = check(arguments[1], in: scope)
        guard let condition, let first, let second = check(arguments[2], in: scope, expecting: first.type),
            let type = common(first, second, expression)
        else { return nil }
        return typed(.choose(condition, then: first, otherwise: second), type, expression)
    }

    /// The one type of two alternatives.
    private mutating func common(_ left: Typed, _ right: Typed, _ expression: Expression) -> ExpressionType? {
        if let leftUnit = left.type.unit, let rightUnit = right.type.unit,
            let unit = leftUnit.unified(with: rightUnit)
        {
            return .number(unit, isInteger: left.type.isInteger && right.type.isInteger)
        }
        if left.type == right.type { return left.type }
        if left.type.isWord, right.type.isWord { return .text }
        return fail(
            expression.offset, "两个分支类型不同：\(left.type.phrase.zh)与\(right.type.phrase.zh)",
            "the alternatives differ in type: \(left.type.phrase.en) and \(right.type.phrase.en)")
    }

    /// The days between two dates, whole; or the hours between two datetimes, to the minute.
    private mutating func between(
        _ function: Function, _ arguments: [Expression], _ expression: Expression, in scope: Scope
    ) -> Typed? {
        let type: ExpressionType = function == .daysBetween ? .date : .datetime
        guard arguments.count == 2 else { return arity(function.rawValue, "2", expression) }
        let checked = arguments.map { check($0, in: scope, expecting: type) }
        guard let from = checked[0], let to = checked[1] else { return nil }
        for operand in [from, to] where operand.type != type {
            return mismatch(operand.offset, found: operand.type, expected: type.phrase)
        }
        return typed(
            .call(function, [from, to]), .number(.none, isInteger: function == .daysBetween), expression)
    }

    private mutating func numeric(
        _ function: Function, _ arguments: [Expression], _ expression: Expression, in scope: Scope
    ) -> Typed? {
        let (least, most) =
            switch function {
            case .least, .greatest: (2, 20)
            case .pow: (2, 2)
            default: (1, 1)
            }
        guard (least...most).contains(arguments.count) else { return arity(function.rawValue, "\(least)", expression) }
        let checked = arguments.map { number($0, in: scope) }
        guard !checked.contains(nil) else { return nil }
        let operands = checked.compactMap { $0 }
        var unit = operands[0].type.unit ?? .none
        switch function {
        case .least, .greatest:
            for operand in operands.dropFirst() {
                guard let joined = unit.unified(with: operand.type.unit ?? .none) else {
                    return mismatch(operand.offset, found: operand.type, expected: operands[0].type.phrase)
                }
                unit = joined
            }
        case .sqrt, .pow, .exp, .ln: unit = unit == .any ? .any : unit == .none ? .none : .composed
        default: break
        }
        let isInteger =
            switch function {
            case .ceil, .floor, .round: true
            case .least, .greatest, .abs: operands.allSatisfy(\.type.isInteger)
            default: false
            }
        return typed(.call(function, operands), .number(unit, isInteger: isInteger), expression)
    }

    // MARK: - Over rows

    private mutating func rows(_ rows: Expression.Rows, _ expression: Expression, in scope: Scope) -> (
        Typed.Rows, Scope
    )? {
        let alias = "r\(scope.rowDepth + 1)"
        let (source, group): (FactSchema.Source, [Typed.Group])
        if let name = rows.source {
            if let why = scope.closedSources[name] ?? Registers.closed[name] {
                return fail(expression.offset, "这里不能读“\(name)”：\(why.zh)", "'\(name)' cannot be read here: \(why.en)")
            }
            guard let known = scope.schema.sources[name] else { return unknownSource(name, expression, in: scope) }
            (source, group) = (known, [])
        } else {
            guard let gathered = scope.group else {
                return fail(
                    expression.offset, "这里要写明清单或表：例如 sum(清单 WHERE 条件, 值)；省略清单的写法只用于 per 清单",
                    "name a list or table here, as in sum(list WHERE condition, value); only lists with 'per' leave it out"
                )
            }
            source = gathered.source
            group = gathered.per.map { name in
                let isNumber = gathered.source.columns.contains { $0.name == name && $0.type.isNumber }
                return Typed.Group(column: name, isNumber: isNumber)
            }
        }
        let inner = scope.entering(source.frame(alias: alias))
        let condition = rows.condition.map { boolean($0, in: inner) }
        if let condition, condition == nil { return nil }
        return (Typed.Rows(source: source.source, alias: alias, condition: condition ?? nil, group: group), inner)
    }

    private mutating func unknownSource<T>(_ name: String, _ expression: Expression, in scope: Scope) -> T? {
        guard !scope.schema.isExcused(name) else { return nil }
        let nearest = name.nearest(among: scope.schema.sources.keys)
        return fail(
            expression.offset,
            "没有名为“\(name)”的清单、表或台账" + (nearest.map { "；是否想写“\($0)”？" } ?? ""),
            "no list, table or register is called '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""))
    }

    /// Inside `per`, a bare name that is no source is the value of each row gathered.
    private func gathered(_ rows: Expression.Rows, _ value: Expression?, at offset: Int, in scope: Scope) -> (
        Expression.Rows, Expression?
    ) {
        guard let name = rows.source, value == nil, scope.group != nil, scope.schema.sources[name] == nil else {
            return (rows, value)
        }
        return (
            Expression.Rows(source: nil, condition: rows.condition),
            Expression(node: .name(qualifier: nil, name), offset: offset, depth: 1)
        )
    }

    mutating func aggregate(
        _ aggregate: Aggregate, _ rows: Expression.Rows, _ value: Expression?, _ expression: Expression,
        in scope: Scope
    ) -> Typed? {
        let (parsed, value) = gathered(rows, value, at: expression.offset, in: scope)
        guard let (rows, inner) = self.rows(parsed, expression, in: scope) else { return nil }
        let type: ExpressionType
        var checked: Typed?
        switch (aggregate, value) {
        case (.count, nil), (.any, nil): type = aggregate == .count ? .number(.none, isInteger: true) : .boolean
        case (.any, let value?), (.all, let value?):
            guard let condition = boolean(value, in: inner) else { return nil }
            (checked, type) = (condition, .boolean)
        case (.sum, let value?):
            guard let number = number(value, in: inner) else { return nil }
            (checked, type) = (number, number.type)
        case (.min, let value?), (.max, let value?):
            guard let operand = check(value, in: inner) else { return nil }
            guard operand.type.isNumber || operand.type.isMoment else {
                return mismatch(
                    operand.offset, found: operand.type, expected: Phrase("数、日期或时刻", "number, date or datetime"))
            }
            (checked, type) = (operand, operand.type)
        case (.count, _?):
            return fail(
                expression.offset, "count 只数行：写成 count(清单 WHERE 条件)",
                "count counts rows: write count(list WHERE condition)")
        case (_, nil):
            return fail(
                expression.offset, "\(aggregate.rawValue) 还要写出每行的值：\(aggregate.rawValue)(清单 WHERE 条件, 值)",
                "\(aggregate.rawValue) needs a value for each row: \(aggregate.rawValue)(list WHERE condition, value)")
        }
        return typed(.aggregate(aggregate, rows, value: checked), type, expression)
    }

    mutating func lookup(
        _ rows: Expression.Rows, _ column: Expression, _ otherwise: Expression?, _ expression: Expression,
        in scope: Scope
    ) -> Typed? {
        guard let (rows, inner) = self.rows(rows, expression, in: scope), let column = check(column, in: inner) else {
            return nil
        }
        guard let otherwise else {
            return typed(.lookup(rows, column: column, otherwise: nil), column.type, expression)
        }
        guard let otherwise = check(otherwise, in: scope, expecting: column.type),
            let type = common(column, otherwise, expression)
        else { return nil }
        return typed(.lookup(rows, column: column, otherwise: otherwise), type, expression)
    }
}
