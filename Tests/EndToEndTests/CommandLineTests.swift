import Testing

extension EndToEnd {
    @Suite("The command line")
    struct CommandLineTests {
        @Test(
            "A wrong command line exits with 2, and says so in JSON where JSON was asked for",
            arguments: [
                ["frobnicate"], ["plugin", "frobnicate"],
                ["calendar", "due", "--start", "2026-02-30", "--every", "P1Y"],
                ["calendar", "due", "--start", "2026-01-01"],
                ["calendar", "due", "--start", "2026-01-01", "--every", "P1Y", "--workdays", "3"],
                ["calendar", "due", "--start", "2026-01-01", "--every", "1Y"], ["enterprise", "import"],
                ["assessment", "submit", "--enterprise", Sample.december], ["status", "--nonsense"],
                ["obligation", "list", "--limit", "-1"],
            ])
        func usage(arguments: [String]) async throws {
            let scene = try Scene()
            let people = try await scene.dabiaoctl(arguments)
            #expect(people.status == 2)
            #expect(people.output.isEmpty)
            #expect(!people.errors.isEmpty)
            let programs = try await scene.dabiaoctl(arguments + ["--json"])
            #expect(programs.status == 2)
            #expect(try programs.json()["error"]["code"] == "usage")
            #expect(programs.errors.isEmpty)
        }

        @Test("What is wrong is named, not the option that asks for JSON")
        func usageOfUnknownNoun() async throws {
            let error = try await Scene().dabiaoctl("frobnicate", "--json").json()["error"]
            #expect(error["message"]["en"].text?.contains("frobnicate") == true)
        }

        static let questions = [
            ["status"], ["plugin", "list"], ["plugin", "show", "common"], ["plugin", "reload"], ["enterprise", "list"],
            ["enterprise", "show", Sample.december], ["obligation", "list"], ["agenda"], ["notification", "list"],
            ["veto", "evaluate", "--enterprise", Sample.december],
            ["veto", "explain", "on-sanction-list", "--enterprise", Sample.december],
        ]

        @Test("Without a daemon every question exits with 5 and says what to do", arguments: questions)
        func unreachable(arguments: [String]) async throws {
            let scene = try Scene()
            let people = try await scene.dabiaoctl(arguments)
            #expect(people.status == 5)
            #expect(people.output.isEmpty)
            #expect(people.errors.contains("连接不上守护进程：\(scene.socket)"))
            #expect(people.errors.contains("DABIAO_SOCKET"))
            let programs = try await scene.dabiaoctl(arguments + ["--json"])
            #expect(programs.status == 5)
            #expect(try programs.json()["error"]["code"] == "unreachable")
        }

        @Test("Every question is answered as a table for people, in JSON for programs, and in English by the locale")
        func answered() async throws {
            let scene = try Scene()
            _ = try await scene.start()
            try await scene.importOne()
            for question in Self.questions {
                let people = try await scene.dabiaoctl(question)
                #expect(people.status == 0, "\(question)")
                #expect(people.errors.isEmpty, "\(question)")
                #expect(people.output.contains { $0.isChinese }, "\(question)")
                let programs = try await scene.dabiaoctl(question + ["--json"])
                #expect(programs.status == 0, "\(question)")
                #expect(!(try programs.json().members.isEmpty), "\(question)")
                let english = try await scene.dabiaoctl(question, environment: ["LANG": "en_US.UTF-8"])
                #expect(english.status == 0, "\(question)")
                #expect(english.output != people.output, "\(question)")
            }
            let english = try await scene.dabiaoctl(["plugin", "list"], environment: ["LANG": "en_US.UTF-8"])
            #expect(english.output.hasPrefix("plugin "))
            let chinese = try await scene.dabiaoctl(["plugin", "list"], environment: ["LANG": ""])
            #expect(chinese.output.hasPrefix("插件 "))
            let overridden = try await scene.dabiaoctl(["plugin", "list"], environment: ["LC_ALL": "en_US.UTF-8"])
            #expect(overridden.output.hasPrefix("plugin "))
        }

        @Test("What fails exits with 1: a sentence on standard error, or JSON on standard output")
        func failed() async throws {
            let scene = try Scene()
            _ = try await scene.start()
            let failing: [([String], String, String)] = [
                (["enterprise", "show", Sample.december], "notFound", "没有"),
                (["enterprise", "show", "NOPE"], "invalid", "18"),
                (["plugin", "show", "nope"], "notFound", "nope"),
                (["veto", "evaluate", "--enterprise", Sample.december], "notFound", "没有"),
                (["obligation", "list", "--enterprise", Sample.december], "notFound", "没有"),
                (["enterprise", "import", "nowhere.csv"], "invalid", "nowhere.csv"),
                (["plugin", "lint", "nowhere"], "notFound", "nowhere"),
            ]
            for (arguments, code, words) in failing {
                let people = try await scene.dabiaoctl(arguments)
                #expect(people.status == 1, "\(arguments)")
                #expect(people.output.isEmpty, "\(arguments)")
                #expect(people.errors.hasPrefix("错误："), "\(arguments)")
                #expect(people.errors.contains(words), "\(people.errors)")
                let programs = try await scene.dabiaoctl(arguments + ["--json"])
                #expect(programs.status == 1, "\(arguments)")
                #expect(programs.errors.isEmpty, "\(arguments)")
                #expect(try programs.json()["error"]["code"].text == code, "\(arguments)")
                let english = try await scene.dabiaoctl(arguments, environment: ["LANG": "en_US.UTF-8"])
                #expect(english.errors.hasPrefix("error: "), "\(arguments)")
                #expect(!english.errors.contains { $0.isChinese }, "\(english.errors)")
            }
        }

        @Test("--socket goes before DABIAO_SOCKET")
        func socketOption() async throws {
            let scene = try Scene()
            _ = try await scene.start()
            let named = try await scene.dabiaoctl(
                ["status", "--socket", scene.socket], environment: ["DABIAO_SOCKET": "/nonexistent"])
            #expect(named.status == 0)
            #expect(try await scene.dabiaoctl("status", "--socket", "/nonexistent").status == 5)
        }

        @Test(
            "Help and the version are no errors", arguments: [["--help"], ["--version"], ["plugin", "lint", "--help"]])
        func help(arguments: [String]) async throws {
            let outcome = try await Scene().dabiaoctl(arguments)
            #expect(outcome.status == 0)
            #expect(!outcome.output.isEmpty)
            #expect(outcome.errors.isEmpty)
        }
    }
}

extension Character {
    /// Whether it is one of the common Chinese characters.
    fileprivate var isChinese: Bool {
        unicodeScalars.contains { ("\u{4E00}"..."\u{9FFF}").contains($0) }
    }
}
