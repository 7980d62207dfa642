import CLibFuzzer
import Glibc

// voucherd-fuzz TARGET [options of libFuzzer] [corpus]   feeds inputs to a target until one breaks a promise
// voucherd-fuzz seed FOLDER                              writes a start corpus for every target into FOLDER/TARGET
// voucherd-fuzz targets                                  lists the targets

let arguments = CommandLine.arguments.dropFirst()

switch arguments.first {
case "targets":
    print(FuzzTarget.allCases.map(\.rawValue).joined(separator: "\n"))
case "seed" where arguments.count == 2:
    for target in FuzzTarget.allCases { try StartCorpus.write(target, below: arguments.last ?? ".") }
default:
    guard let target = arguments.first.flatMap(FuzzTarget.init(rawValue:)) else {
        print("usage: voucherd-fuzz \(FuzzTarget.allCases.map(\.rawValue).joined(separator: "|")) [options of libFuzzer] [corpus]")
        exit(EX_USAGE)
    }
    exit(target.run(Array(arguments.dropFirst())))
}
