public import ArgumentParser
public import Programme
public import Store

// How values of the programme and of the store are read from the command line.

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

extension StoredWait.Kind: ExpressibleByArgument {}
