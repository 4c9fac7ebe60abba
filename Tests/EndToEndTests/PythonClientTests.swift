import Testing

extension EndToEnd {
    @Suite("The public Python client")
    struct PythonClientTests {
        @Test(
            "varlink 31.0.0 calls every method of every interface, and sees a typed error",
            .enabled(if: Programs.python != nil, "DABIAO_PYTHON names no interpreter that has varlink==31.0.0"))
        func everyMethod() async throws {
            let scene = try Scene()
            _ = try await scene.start()
            let python = try #require(Programs.python)
            let outcome = try await Command(
                python,
                [
                    Programs.beside("every-method.py"), scene.socket, Programs.demo("enterprises.csv"),
                    Programs.demo("self-review-triggered.json"),
                ], in: scene.folder
            ).outcome()
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output.hasSuffix("every method was called\n"))
        }
    }
}
