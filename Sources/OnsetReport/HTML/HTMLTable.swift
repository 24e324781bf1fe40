/// A table whose columns may stand in groups under a common heading.
package struct HTMLTable: Sendable {
  /// Columns under a common heading; a group of one column has no second line of headings.
  package struct Group: Sendable {
    package var title: String
    /// The headings of the columns; empty for a single column that the group's title names.
    package var columns: [String]
    package var isNumeric: Bool

    package init(_ title: String, columns: [String] = [], isNumeric: Bool = false) {
      self.title = title
      self.columns = columns
      self.isNumeric = isNumeric
    }
  }

  /// What the table shows, for readers who do not see what stands around it.
  package var caption: String
  package var groups: [Group]
  /// The rows, `tr` elements with `th` and `td` cells.
  package var rows: [MarkupElement]
  /// The element's identifier.
  package var identifier: String

  package init(
    _ identifier: String, caption: String, groups: [Group], rows: [MarkupElement]
  ) {
    self.identifier = identifier
    self.caption = caption
    self.groups = groups
    self.rows = rows
  }

  /// The table in a box that scrolls sideways, by keyboard too, where the page is too narrow for it.
  package var element: MarkupElement {
    let hasTwoLines = groups.contains { !$0.columns.isEmpty }
    let first = groups.map { group in
      let alone = group.columns.isEmpty
      return heading(
        group.title, isNumeric: alone && group.isNumeric,
        alone
          ? ["scope": "col", "rowspan": hasTwoLines ? "2" : "1"]
          : [
            "scope": "colgroup", "colspan": "\(group.columns.count)",
            "class": group.columns.count == 1 ? "group number" : "group",
          ])
    }
    let second = groups.flatMap { group in
      group.columns.map { heading($0, isNumeric: group.isNumeric, ["scope": "col"]) }
    }
    let head =
      [MarkupElement("tr", [:], first)]
      + (hasTwoLines ? [MarkupElement("tr", [:], second)] : [])
    let table = MarkupElement(
      "table", ["id": identifier],
      [
        MarkupElement("caption", [:], text: caption), MarkupElement("thead", [:], head),
        MarkupElement("tbody", [:], rows),
      ])
    return MarkupElement(
      "div", ["class": "scroll", "role": "region", "tabindex": "0", "aria-label": caption],
      [table])
  }

  private func heading(
    _ title: String, isNumeric: Bool, _ attributes: KeyValuePairs<String, String>
  ) -> MarkupElement {
    var heading = MarkupElement("th", attributes, text: title)
    if isNumeric {
      heading.attributes.append(MarkupElement.Attribute(name: "class", value: "number"))
    }
    return heading
  }
}
