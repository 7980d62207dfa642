public import Records

/// Which offices see a record in their bundles (exchange format, section 6).
public enum RecordVisibility {
    /// Types that every office sees.
    private static let publicTypes: Set<RecordType> = [.provider, .platform, .recognition, .qualification, .entrustment]

    /// Types that no office sees: the registers, and what the centre keeps to itself.
    private static let registers: Set<RecordType> = [
        .regHte, .regSme, .regIncubator, .regProvincial, .regCityProject, .regBadCredit, .regRelation,
    ]

    public static func isPublic(_ type: RecordType) -> Bool { publicTypes.contains(type) }
    public static func isRegister(_ type: RecordType) -> Bool { registers.contains(type) }
}
