import ArgumentParser

@main
struct Voucherd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "voucherd",
        subcommands: [RunCommand.self, StatusCommand.self, CheckCommand.self, ExportCommand.self, ReconcileCommand.self, MakeSample.self]
    )
}
