import DabiaoControl
import DabiaoStore

// An enterprise by the columns of a list.
extension EnterpriseRecord {
    /// The columns that are about the enterprise itself, its credit code aside.
    static let columns = ["name", "industry", "area_code", "district", "subdistrict", "address", "scale", "employees"]

    subscript(column: String) -> String? {
        get {
            switch column {
            case "name": name
            case "industry": industry
            case "area_code": areaCode
            case "district": district
            case "subdistrict": subdistrict
            case "address": address
            case "scale": scale
            case "employees": employees.map(String.init)
            default: nil
            }
        }
        set {
            switch column {
            case "name": name = newValue ?? name
            case "industry": industry = newValue
            case "area_code": areaCode = newValue
            case "district": district = newValue ?? district
            case "subdistrict": subdistrict = newValue
            case "address": address = newValue
            case "scale": scale = newValue
            case "employees": employees = newValue.flatMap { Int($0) }
            default: break
            }
        }
    }
}

/// What another telling changes, column by column; what it does not tell changes nothing.
struct ColumnChanges {
    private(set) var changes: [EnterpriseInterface.ColumnChange] = []

    mutating func note(_ column: String, _ old: String?, _ new: String?) {
        guard let new, new != old, !changes.contains(where: { $0.column == column }) else { return }
        changes.append(EnterpriseInterface.ColumnChange(column: column, old: old, new: new))
    }
}

extension EnterpriseInterface.DatedChange {
    init(_ change: EnterpriseChange) {
        self.init(
            what: change.what, old: change.old, new: change.new, on: change.effectiveOn, done: change.appliedOn != nil,
            reason: change.reason)
    }
}
