import Dabiao
import DabiaoControl

extension Plugins {
    /// The checklist of a plugin in force, of the items that count on a day.
    func checklist(_ request: PluginInterface.ChecklistRequest) throws -> PluginInterface.ChecklistReply {
        let bundle = try office.catalogue.entry(request.id).bundle
        let day = request.on ?? office.clock.today()
        let items = bundle.checklist.filter { $0.span.contains(day) }
        return PluginInterface.ChecklistReply(
            id: bundle.id, title: bundle.title, version: bundle.version.description, on: day,
            points: items.reduce(0) { $0 + $1.points },
            items: items.map { item in
                PluginInterface.ChecklistItem(
                    id: item.id, title: item.title, points: item.points, elements: item.elements,
                    computed: item.award != nil || item.conforms != nil, list: item.list,
                    hazard: item.hazard.rawValue, basis: item.basis.sentence)
            })
    }
}
