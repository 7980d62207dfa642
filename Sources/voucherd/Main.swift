import ArgumentParser

@main
struct Voucherd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "voucherd")
}
