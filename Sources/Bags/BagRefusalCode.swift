/// The stable names of the reasons for which a bag is refused, with the section of the exchange format and the way out.
public enum BagRefusalCode: String, Sendable, CaseIterable, CustomStringConvertible {
    // The zip.
    case notZip = "BAG-NOT-ZIP"
    case zipSplit = "BAG-ZIP-SPLIT"
    case zipDirectory = "BAG-ZIP-DIRECTORY"
    case zipHeaders = "BAG-ZIP-HEADERS"
    case zipLayout = "BAG-ZIP-LAYOUT"
    case zipMethod = "BAG-ZIP-METHOD"
    case zipEncrypted = "BAG-ZIP-ENCRYPTED"
    case zipEntryType = "BAG-ZIP-ENTRY-TYPE"
    case zipEntrySize = "BAG-ZIP-ENTRY-SIZE"
    case nameEncoding = "BAG-NAME-ENCODING"
    case nameUnsafe = "BAG-NAME-UNSAFE"
    case nameDuplicate = "BAG-NAME-DUPLICATE"
    case topFolder = "BAG-TOP-FOLDER"

    // The bag.
    case declaration = "BAG-DECLARATION"
    case infoMissing = "BAG-INFO-MISSING"
    case infoLine = "BAG-INFO-LINE"
    case profile = "BAG-PROFILE"
    case fieldMissing = "BAG-FIELD-MISSING"
    case fieldRepeated = "BAG-FIELD-REPEATED"
    case fieldValue = "BAG-FIELD-VALUE"
    case oxum = "BAG-OXUM"
    case manifestMissing = "BAG-MANIFEST-MISSING"
    case manifestLine = "BAG-MANIFEST-LINE"
    case manifestPath = "BAG-MANIFEST-PATH"
    case manifestRepeated = "BAG-MANIFEST-REPEATED"
    case tagManifest = "BAG-TAG-MANIFEST"
    case absent = "BAG-ABSENT"
    case unlisted = "BAG-UNLISTED"
    case fetch = "BAG-FETCH"
    case digest = "BAG-DIGEST"

    // The limits.
    case limitZipBytes = "LIMIT-ZIP-BYTES"
    case limitEntries = "LIMIT-ENTRIES"
    case limitUncompressed = "LIMIT-UNCOMPRESSED"
    case limitRatio = "LIMIT-RATIO"
    case limitPathBytes = "LIMIT-PATH-BYTES"
    case limitPathLevels = "LIMIT-PATH-LEVELS"
    case limitTagBytes = "LIMIT-TAG-BYTES"
    case limitCSVBytes = "LIMIT-CSV-BYTES"

    // The signature.
    case signMissing = "SIGN-MISSING"
    case signFormat = "SIGN-FORMAT"
    case signNamespace = "SIGN-NAMESPACE"
    case signRevoked = "SIGN-REVOKED"
    case signKeyUnknown = "SIGN-KEY-UNKNOWN"
    case signBad = "SIGN-BAD"
    case signOffice = "SIGN-OFFICE"
    case signNotYet = "SIGN-NOT-YET"
    case signExpired = "SIGN-EXPIRED"

    public var description: String { rawValue }

    /// The section of the exchange format that the bag is against.
    public var section: Int {
        switch self {
        case .signMissing, .signFormat, .signNamespace, .signRevoked, .signKeyUnknown, .signBad, .signOffice, .signNotYet, .signExpired: 3
        case .limitZipBytes, .limitEntries, .limitUncompressed, .limitRatio, .limitPathBytes, .limitPathLevels, .limitTagBytes, .limitCSVBytes: 5
        case .zipSplit, .zipDirectory, .zipHeaders, .zipLayout, .zipMethod, .zipEncrypted, .zipEntryType, .zipEntrySize: 5
        case .nameUnsafe, .nameDuplicate, .topFolder: 5
        default: 2
        }
    }

    /// The citation of a finding with this code.
    public var article: String { "交换格式§\(section)" }

    /// What the office does so that the next copy is taken, in Chinese.
    public var fixChinese: String {
        switch self {
        case .notZip: "请用压缩软件打成 zip 压缩包后重新报送，不要只改扩展名。"
        case .zipSplit: "请打成单个 zip 压缩包，不要分卷。"
        case .zipDirectory, .zipHeaders, .zipLayout, .zipEntrySize: "请用常用压缩软件或 voucherd pack 重新打包，不要修改或拼接已打好的压缩包。"
        case .zipMethod: "请重新打包，压缩方式选“存储”或“Deflate（标准）”。"
        case .zipEncrypted: "请去掉压缩包密码后重新打包。"
        case .zipEntryType: "请把链接换成实际文件后重新打包。"
        case .nameEncoding: "请把文件名改为 UTF-8 编码后重新打包。"
        case .nameUnsafe: "请改用普通的相对路径文件名（不含 ..、盘符、反斜杠）后重新打包。"
        case .nameDuplicate: "请给同名文件改名，改后重新生成清单、签名并打包。"
        case .topFolder: "请把整个批次放进唯一的一个顶层文件夹后再打包，不要夹带其他文件（如 __MACOSX）。"
        case .declaration: "请在 bagit.txt 中写两行：BagIt-Version: 1.0 和 Tag-File-Character-Encoding: UTF-8。"
        case .infoMissing: "请补上 bag-info.txt，重新生成标签清单并签名。"
        case .infoLine: "请把 bag-info.txt 的每一行写成“字段: 值”，存为不带 BOM 的 UTF-8，再重新生成标签清单并签名。"
        case .profile: "请把 bag-info.txt 的 BagIt-Profile-Identifier 写对，再重新生成标签清单并签名。"
        case .fieldMissing, .fieldRepeated, .fieldValue: "请改正 bag-info.txt 中的该字段，再重新生成标签清单并签名。"
        case .oxum: "请核对 data 目录是否有缺漏，按实际字节数和文件数改写 Payload-Oxum，再重新生成标签清单并签名。"
        case .manifestMissing: "请用 SHA-256 生成 manifest-sha256.txt 和 tagmanifest-sha256.txt 后重新签名。"
        case .manifestLine: "请把清单的每一行写成“十六进制摘要、空格、路径”（SHA-256 摘要为 64 位），存为不带 BOM 的 UTF-8。"
        case .manifestPath: "请在清单中使用以 data/ 开头的普通相对路径，路径不含 %、.. 或反斜杠。"
        case .manifestRepeated: "请在清单中只列一次该文件。"
        case .tagManifest: "请在 tagmanifest-sha256.txt 中列入 bagit.txt、bag-info.txt 和 manifest-sha256.txt 后重新签名。"
        case .absent: "请补上该文件，或从清单中删去后重新签名。"
        case .unlisted: "请把该文件列入清单后重新签名，或从压缩包中删去。"
        case .fetch: "请把 fetch.txt 所列文件直接放进压缩包，并删去 fetch.txt。"
        case .digest: "该文件在生成清单后被改动，或各份清单不一致，请重新生成清单、签名并打包。"
        case .limitZipBytes, .limitUncompressed, .limitEntries: "请分成几个批次报送。"
        case .limitRatio: "请核对该文件内容；如确有需要，请不压缩（存储方式）打包。"
        case .limitPathBytes, .limitPathLevels: "请缩短文件名、减少文件夹层数后重新打包。"
        case .limitTagBytes: "请删减该文件的内容。"
        case .limitCSVBytes: "请把该表分成几个批次报送。"
        case .signMissing: "请用本单位密钥对 tagmanifest-sha256.txt 签名：ssh-keygen -Y sign -n voucherd-batch -f 密钥 tagmanifest-sha256.txt。"
        case .signFormat: "请用 ssh-keygen -Y sign 和 Ed25519 密钥直接对文件重新签名，不要经管道或改动签名文件。"
        case .signNamespace: "请用登记的用途重新签名：ssh-keygen -Y sign -n voucherd-batch。"
        case .signRevoked: "该密钥已被吊销，请生成新密钥并报中心登记后重新签名。"
        case .signKeyUnknown: "请把签名公钥报中心登记，或改用已登记的密钥签名。"
        case .signBad: "签名之后清单被改动或签名文件受损，请对 tagmanifest-sha256.txt 重新签名。"
        case .signOffice: "请用批次所属单位自己的密钥签名，并放入该单位的收件夹。"
        case .signNotYet, .signExpired: "请核对本机时钟与密钥有效期，必要时报中心登记新密钥。"
        }
    }
}
