public import ArgumentParser
public import Programme

// How values of the programme are read from the command line.

extension OfficeCode: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument)
    }
}

extension Digest: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(hex: argument)
    }
}
