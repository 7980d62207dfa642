import ArgumentParser
import Centre

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print the store's state as sorted JSON lines.",
        discussion: """
            The canonical export says what the store holds and nothing of when or in what order it learned it: two stores that took the same
            batches print the same bytes.

              voucherd export --canonical > state.jsonl
            """
    )

    @OptionGroup var options: RootOptions

    @Flag(help: "The canonical form; the only one there is.")
    var canonical = false

    func validate() throws {
        if !canonical { throw ValidationError("say --canonical: there is no other form yet to be told from it") }
    }

    func run() async throws {
        try CanonicalExport(await options.centre(onlyLooking: true).store).write { Terminal.print($0, terminator: "") }
    }
}
