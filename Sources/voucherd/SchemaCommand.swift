import ArgumentParser
import Glibc
import Office
import Records

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the record types as Frictionless Table Schemas.",
        discussion: """
            With TYPE, the Table Schema of that type; without, a data package of all types. A tool that knows such schemas checks a table before \
            it is packed. --output makes a folder with the data package, a schema for each type, and for each type a table with nothing but \
            its header: fill in the tables you need, and `voucherd pack` takes the folder.

            EXAMPLES
              voucherd schema party
              voucherd schema --output 410305 && frictionless validate 410305/datapackage.json
            """
    )

    @Argument(help: "A record type, such as party.")
    var type: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Write into this folder instead of printing.", valueName: "dir"))
    var output: String?

    @Flag(help: "Print the reference page of all types in Markdown.")
    var markdown = false

    func validate() throws {
        if markdown, type != nil || output != nil { throw ValidationError("--markdown goes with neither TYPE nor --output") }
    }

    func run() throws {
        let types = try type.map { [try SchemaCommand.known($0)] } ?? RecordType.all
        if markdown {
            Terminal.print(RecordReference.markdown, terminator: "")
        } else if let output {
            try SchemaFolder(types: types, isWhole: type == nil).write(to: output)
        } else if type != nil {
            try Terminal.printJSON(TableSchema(types[0]))
        } else {
            try Terminal.printJSON(DataPackage())
        }
    }

    private static func known(_ name: String) throws -> RecordType {
        guard let type = RecordType.named(name) ?? RecordType.all.first(where: { $0.title == name }) else {
            let names = RecordType.all.map(\.name).joined(separator: ", ")
            throw CommandFailure(EX_USAGE, "there is no record type '\(name)'; there are: \(names)", "没有记录类型“\(name)”，可用的有：\(names)")
        }
        return type
    }
}
