import Dabiao

// The tables of keys of a drop-in bundle: who it is, what it amends, and what it sets (design.md, section 3).

extension Shape {
    /// The `plugin.yaml` of a drop-in.
    static let amending = Shape(
        "补充件的 plugin.yaml", "a drop-in's plugin.yaml",
        [
            .required("format", .word(["1"])), .required("id", .id), .required("version", .version),
            .required("title", .text), .required("department", .text), .required("amends", .mapping(.amends)),
            .optional("effective", .date), .optional("until", .date),
        ])

    static let amends = Shape("amends", "amends", [.required("id", .id), .required("version", .versionRange)])

    static let amendments = Shape(
        "amendments.yaml", "amendments.yaml",
        [
            .optional("parameters", .list(.mapping(.parameterSetting))),
            .optional("vetoes", .list(.mapping(.vetoSetting))), .optional("items", .list(.mapping(.basisSetting))),
            .optional("obligations", .list(.mapping(.basisSetting))), .optional("rows", .list(.mapping(.rowSetting))),
        ])

    static let parameterSetting = Shape(
        "参数的设定", "the setting of a parameter",
        [.required("name", .name), .optional("value", .told), .optional("unit", .text), ownBasis])

    static let vetoSetting = Shape(
        "否决项的设定", "the setting of a veto rule",
        [.required("id", .id), .optional("effect", .word(Effect.self)), ownBasis])

    static let basisSetting = Shape("依据的设定", "the setting of a basis", [.required("id", .id), ownBasis])

    static let rowSetting = Shape(
        "表行的设定", "the setting of a row",
        [
            .required("table", .name), .required("key", .dictionary(.told)), .optional("cells", .dictionary(.told)),
            ownBasis,
        ])

    /// Whoever sets something does so on the strength of a document.
    private static let ownBasis = Key.required("basis", .oneOrMore(.mapping(.citation)))
}
