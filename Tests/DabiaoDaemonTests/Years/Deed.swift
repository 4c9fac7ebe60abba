import Dabiao
import DabiaoControl
import DabiaoStore
import Foundation
import SectorKit

@testable import DabiaoDaemon

/// Something that happens in a life beside the passing of time.
enum Deed {
    /// Rows of an enterprise list: code, name, district, sectors, site.
    case list([String])
    case tell(bundle: String, enterprise: String, site: String?, facts: String, kind: String, date: CivilDate)
    case discharge(RecordedName, on: CivilDate)
    case acknowledge(RecordedName, until: CivilDate)
    case extend(RecordedName)
    /// Reads the folders of the plugins and of the calendar anew.
    case load
    /// The process ends without a word and begins anew.
    case restart

    /// - Returns: false where it was refused.
    func take(in town: Town, plugins: String, calendar: String) async throws -> Bool {
        do {
            try await attempt(in: town, plugins, calendar)
            return true
        } catch let error as DabiaoError
            where [.refused, .invalid, .notFound].contains(error.code) && error.cause?.hasPrefix("SQLite") != true
        {
            return false
        }
    }

    private func attempt(in town: Town, _ plugins: String, _ calendar: String) async throws {
        let acts = OccurrenceActs(office: town.office)
        let host = PluginHost(office: town.office, folders: [plugins], calendar: calendar)
        let reason = "试验"
        switch self {
        case .list(let rows):
            let text = (["credit_code,name,district,sectors,site"] + rows).joined(separator: "\n")
            let reply = try await Enterprises(office: town.office).importList(
                Data(text.utf8), named: "list.csv", dryRun: false, Town.call)
            guard reply.errors.isEmpty else { throw DabiaoError(.invalid, reply.errors[0].message) }
        case .tell(let bundle, let enterprise, let site, let facts, let kind, let date):
            try await town.submit(
                bundle, facts, enterprise: enterprise, site: site, kind: kind, on: date.description)
        case .discharge(let name, let day):
            let id = try await Records.id(of: name, in: town)
            _ = try await acts.discharge(.init(occurrence: id, on: "\(day)", reason: reason), Town.call)
        case .acknowledge(let name, let until):
            let id = try await Records.id(of: name, in: town)
            _ = try await acts.acknowledge(.init(occurrence: id, until: "\(until)", reason: reason), Town.call)
        case .extend(let name):
            let id = try await Records.id(of: name, in: town)
            _ = try await acts.extend(.init(occurrence: id, reason: reason), Town.call)
        case .load: try await host.load()
        case .restart: try await town.restart(calendar: try CalendarFolder.read(calendar))
        }
    }
}
