/// What stands beside a sample world's files.
enum SampleReadme {
    static func text(_ world: SampleWorld) -> String {
        """
        A sample world of voucherd: seed \(world.seed), voucher year \(world.year). Nothing in it is real.
        voucherd 仿真数据：种子 \(world.seed)，年度 \(world.year)。其中单位、人员、票据均为虚构。

        \(world.phases.isEmpty ? once : inPhases(world))

        config/        configuration and the centre's key 配置与中心密钥
        inbox/         what the offices dropped 各单位报送的批次
        \(world.phases.isEmpty ? later : phases)
        keys/          the offices' keys, made from the seed: they protect nothing 各单位密钥，不具保密性
        expected.csv   what should come of it once \(world.phases.isEmpty ? "all of inbox/ was drained together" : "the last phase was drained") 全部处理后的预期结果

        Columns of expected.csv
        level      file, row or decision 层级：文件、行、决定
        file       the file's name, for a file. Of two files with the same content, one is APPLIED and the other DUPLICATE, whichever comes first
        office, epoch, sequence
                   the batch; for a decision, the one that brought the application or claim 批次
        type, line the record type and the line of the row in its CSV file; the header is line 1 记录类型与行号
        key        the record's key; a voucher's is its application's id; empty where it cannot be read 记录编号
        decision   the kind of decision, by the word of the bundles 决定种类
        outcome    the word of the centre's receipt or decision; NOT-WHOLE: the file waits in the inbox; NOT-READ: the row's batch is not applied
                   预期结果
        amount     yuan: the voucher's face, or what the claim reserves, is granted or is paid 金额（元）
        rules      rules that must be among the findings, separated by ';'; empty where the outcome alone counts 须出现的条款
        injection  the error or event that was put in on purpose 人为加入的差错或事件

        """
    }

    private static let once = "    voucherd run --once --root .        drains the inbox 处理收件夹"
    private static let later =
        "later/         files to drop into inbox/ after the first drain: sent again, or changed under the same name 首次处理之后再投放的文件"

    /// The phases' days are the folders' names.
    private static func inPhases(_ world: SampleWorld) -> String {
        let first = world.phases.first.map { "\($0.drainedAt)" } ?? ""
        return """
                ./run-year.sh                       plays the year 按期投放并处理全年

            What it does: drains inbox/ as of \(first), then, folder by folder of phases/ in the order of their names, drops the
            folder's files into inbox/ and drains as of the folder's instant. A folder may be empty: time alone moves things on.
            逐期处理：先处理 inbox/，再按名称次序把 phases/ 中各期的文件投入 inbox/，并以该期的时刻处理（--as-of）。
            """
    }

    private static let phases = """
        phases/        the files of each further drain; a folder's name is its instant, +08:00 以后各期的文件，文件夹名即处理时刻
        run-year.sh    plays the year and writes canonical.jsonl 运行全年
        rounds.csv     each round's money: what was available, wanted and granted 各轮次的资金
        balances.csv   what each voucher's face is bound to at the end 期末各券余额
        """
}
