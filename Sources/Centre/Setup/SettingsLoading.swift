import Configuration

extension Settings {
    /// Reads the settings: the environment first, then the file, then the defaults. A missing file means all defaults.
    ///
    /// - Parameters:
    ///   - file: the path of `voucherd.yaml`.
    ///   - environment: the variables of the process, of which those count that begin with `VOUCHERD_` and a section's name.
    /// - Throws: ``ConfigurationError`` for an unknown key or a wrong value, with the line of the file or the name of the variable.
    public static func load(file: String, environment: [String: String]) async throws(ConfigurationError) -> Settings {
        let lines = try linesByKey(of: file)
        let variables = try ownVariables(of: environment)
        var providers: [any ConfigProvider] = [EnvironmentVariablesProvider(environmentVariables: variables).prefixKeys(with: ["voucherd"])]
        if !lines.isEmpty { providers.append(try await fileProvider(file)) }
        let reader = ConfigReader(providers: providers)
        var settings = Settings()
        for setting in Setting.all {
            // As text, because the typed readers answer with the default where a value is not of the type.
            guard let text = reader.string(forKey: ConfigKey([setting.section, setting.name])) else { continue }
            do throws(Setting.Refusal) {
                try setting.put(text, &settings)
            } catch {
                throw variables[setting.variable] != nil
                    ? ConfigurationError(file: "environment", key: setting.variable, english: error.english, chinese: error.chinese)
                    : ConfigurationError(file: file, line: lines[setting.key], key: setting.key, english: error.english, chinese: error.chinese)
            }
        }
        return settings
    }

    // The provider passes over keys that nobody asks for, so they are looked for here.
    private static func linesByKey(of file: String) throws(ConfigurationError) -> [String: Int] {
        guard let text = try ConfigurationFile(ifThere: file)?.text() else { return [:] }
        let document = try YAMLMap(document: text, file: file)
        let known = Dictionary(grouping: Setting.all, by: \.section)
        var sections: [String] = []
        for setting in Setting.all where !sections.contains(setting.section) { sections.append(setting.section) }
        try document.refuseKeys(otherThan: sections)
        var lines: [String: Int] = [:]
        for name in sections {
            guard let section = try document.map(name), let settings = known[name] else { continue }
            try section.refuseKeys(otherThan: settings.map(\.name))
            for setting in settings {
                if let value = try section.value(setting.name) { lines[setting.key] = value.line }
            }
        }
        return lines
    }

    private static func ownVariables(of environment: [String: String]) throws(ConfigurationError) -> [String: String] {
        let known = Set(Setting.all.map(\.variable))
        let prefixes = Set(Setting.all.map { "\(Setting.variablePrefix)\($0.section.uppercased())_" })
        let own = environment.filter { variable in prefixes.contains { variable.key.hasPrefix($0) } }
        if let stranger = own.keys.sorted().first(where: { !known.contains($0) }) {
            throw ConfigurationError(
                file: "environment",
                key: stranger,
                english: "there is no such setting; unset it, or see config/voucherd.yaml for their names",
                chinese: "没有这项设置；请取消该变量，设置名称见 config/voucherd.yaml"
            )
        }
        return own
    }

    private static func fileProvider(_ file: String) async throws(ConfigurationError) -> any ConfigProvider {
        do {
            let place = ConfigReader(provider: InMemoryProvider(values: ["filePath": ConfigValue(.string(file), isSecret: false)]))
            return try await FileProvider<YAMLSnapshot>(config: place)
        } catch {
            throw ConfigurationError(
                file: file,
                english: "cannot be read: \(error); start again once the file is complete",
                chinese: "无法读取：\(error)；请在文件完整后重新启动"
            )
        }
    }
}
