/// The style sheet of the page: for a screen at the counter and for A4 paper, black on white.
enum PageStyle {
    static let sheet: StaticString = """

        :root { --line: #999; --pale: #f3f3f0; --accent: #8a1f11; }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body { margin: 0 auto; padding: 1.5rem; max-width: 62rem; color: #111; background: #fff; line-height: 1.6;
          font-family: "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Micro Hei", sans-serif; }
        h1, h2 { font-family: "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", SimSun, serif; line-height: 1.3; }
        h1 { margin: 0 0 .5rem; font-size: 1.7rem; text-align: center; }
        h2 { margin: 2.2rem 0 .6rem; padding-bottom: .2rem; font-size: 1.3rem; border-bottom: 2px solid #111; }
        h3 { margin: 1.4rem 0 .3rem; font-size: 1.05rem; }
        p { margin: .3rem 0 .6rem; }
        a { color: #0b3d91; }
        .addressee { font-size: 1.1rem; }
        .facts { display: flex; flex-wrap: wrap; gap: .2rem 2rem; margin: .3rem 0; }
        .facts div { display: flex; gap: .6rem; }
        .facts dt { color: #555; white-space: nowrap; }
        .facts dd { margin: 0; overflow-wrap: anywhere; }
        .verdict { margin: .8rem 0; padding: .6rem .9rem; border: 1px solid var(--line); border-left: 6px solid #2f6b3a; font-weight: bold; }
        .verdict.open { border-left-color: var(--accent); }
        .contents { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; margin: 0; padding: 0; list-style: none; }
        .guidance, .more, .none { color: #444; }
        table { width: 100%; margin: .4rem 0 1rem; border-collapse: collapse; font-size: .9rem; }
        caption { padding: .2rem 0; text-align: left; color: #444; font-size: .85rem; }
        th, td { padding: .3rem .45rem; border: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
        tbody th { font-weight: normal; }
        thead th, tfoot th, tfoot td { background: var(--pale); }
        td div, th div { white-space: pre-line; }
        .name { font-weight: bold; }
        .where, .values { color: #444; font-size: .8rem; }
        .rule, code { font-family: "DejaVu Sans Mono", Consolas, Menlo, monospace; font-size: .78rem; }
        .badge { display: inline-block; padding: 0 .4rem; border: 1px solid var(--accent); color: var(--accent); font-size: .8rem; font-weight: bold; }
        .amount, .count { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
        .zero { color: #aaa; }
        .outcome { font-weight: bold; white-space: nowrap; }
        .action { table-layout: fixed; }
        .action th:nth-child(1) { width: 28%; }
        .action thead th:nth-child(3) { width: 15%; }
        .action thead th:nth-child(4) { width: 25%; }
        .decisions td:nth-child(1) div, .decisions tbody td:nth-child(3), .decisions .rule { white-space: nowrap; }
        .decisions tbody th { min-width: 11em; }
        .counts th, .counts tbody td:nth-child(2), .counts tbody td:nth-child(3) { white-space: nowrap; }
        .counts { font-size: .82rem; }
        .counts .note td { white-space: normal; }
        .note td { color: #444; font-size: .8rem; }
        .conflict { table-layout: fixed; }
        .conflict thead th { font-weight: bold; }
        .conflict thead .where { font-weight: normal; }
        .conflict .effect { background: var(--pale); }
        .disputed th, .disputed td { font-weight: bold; }
        .records { columns: 2; padding-left: 1.2rem; font-size: .9rem; }
        .records li { break-inside: avoid; overflow-wrap: anywhere; }
        footer { margin-top: 2rem; padding-top: .5rem; border-top: 1px solid var(--line); color: #444; font-size: .85rem; }
        @page { size: A4; margin: 14mm 12mm 16mm; @bottom-center { content: counter(page) " / " counter(pages); font-size: 9pt; } }
        @media print {
          html { font-size: 12.5px; }
          body { max-width: none; padding: 0; line-height: 1.45; }
          a { color: inherit; text-decoration: none; }
          thead { display: table-header-group; }
          tfoot { display: table-row-group; }
          tr, article, .action tbody, .counts tbody { break-inside: avoid; }
          h2, h3, caption, thead, .guidance { break-after: avoid; }
          h2 { margin-top: 1.4rem; }
          .verdict, .badge { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
        }

        """
}
