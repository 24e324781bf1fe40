import OnsetPlanning

extension CheckPage {
  /// The findings, worst first, each with its cause and a command that puts it right.
  var findingsSection: HTMLSection {
    let findings = document.findings
    guard !findings.isEmpty else {
      return HTMLSection(
        "findings", title: "Findings",
        [MarkupElement("p", [:], text: "Nothing was found: no rule has anything to say.")])
    }
    return HTMLSection(
      "findings", title: "Findings",
      [
        MarkupElement(
          "ol", ["class": "findings"], findings.indices.map { item(findings[$0], at: $0) })
      ])
  }

  private func item(_ finding: Finding, at index: Int) -> MarkupElement {
    let heading = MarkupElement(
      "h3", [:],
      [
        MarkupElement(
          "span", ["class": "tag \(finding.severity.rawValue)"], text: finding.severity.rawValue),
        MarkupElement("span", [:], text: finding.rule),
        MarkupElement("span", ["class": "at"], text: "at"), place(of: finding, at: index),
      ])
    return MarkupElement(
      "li", ["id": CheckAnchors.finding(index), "class": finding.severity.rawValue],
      [
        heading, MarkupElement("p", [:], text: finding.message),
        MarkupElement("p", ["class": "fix"], text: "Fix"),
        MarkupElement("pre", [:], [MarkupElement("code", [:], text: finding.fix)]),
        MarkupElement(
          "p", ["class": "fix"],
          [
            MarkupElement("span", [:], text: "Theory and threshold:"),
            MarkupElement("code", [:], text: "onset explain \(finding.rule)"),
          ]),
      ])
  }

  private func place(of finding: Finding, at index: Int) -> MarkupElement {
    let name = HTMLName(finding.place, width: 60)
    guard let layer = anchors.layer(ofFinding: index) else { return name.element() }
    return name.element("a", ["class": "name", "href": "#\(CheckAnchors.layer(layer))"])
  }
}
