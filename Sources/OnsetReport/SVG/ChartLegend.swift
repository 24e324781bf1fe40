/// What the colours, lines and dots of a chart stand for.
package struct ChartLegend: Sendable {
  /// The sign in front of a text.
  package enum Sign: Hashable, Sendable {
    /// A patch in a band's colour.
    case band(Int)
    /// A piece of line.
    case line(ChartLine.Style)
    /// A dot.
    case dot
    /// A point of a series as it is drawn.
    case series(ChartSeries.Style)
    /// A patch of the band around a series.
    case spread
    /// A flag.
    case flag(ChartFlag.Style)
    /// Nothing: the text is a heading.
    case none
  }

  /// One sign with its text.
  package struct Entry: Hashable, Sendable {
    package var sign: Sign
    package var text: String

    package init(_ sign: Sign, _ text: String) {
      self.sign = sign
      self.text = text
    }
  }

  package var entries: [Entry]

  private static let lineHeight = 21.0
  private static let signWidth = 24.0
  /// A guess that no font of 13 pixels exceeds by much, on the average over a text.
  private static let characterWidth = 6.7

  package init(_ entries: [Entry]) { self.entries = entries }

  /// The entries below each other, from a corner of the drawing downwards.
  func column(left: Double, top: Double) -> [MarkupElement] {
    entries.enumerated().flatMap { index, entry in
      elements(entry, left: left, top: top + Double(index) * Self.lineHeight)
    }
  }

  /// The entries beside each other, from a corner of the drawing to the right.
  func row(left: Double, top: Double) -> [MarkupElement] {
    var x = left
    return entries.flatMap { entry in
      defer {
        x += Self.indent(entry) + Double(entry.text.count) * Self.characterWidth + 28
      }
      return elements(entry, left: x, top: top)
    }
  }

  private func elements(_ entry: Entry, left: Double, top: Double) -> [MarkupElement] {
    sign(entry.sign, left: left, top: top) + [
      MarkupElement(
        "text",
        ["x": (left + Self.indent(entry)).svg, "y": (top + 12).svg, "class": "onset-text"],
        text: entry.text)
    ]
  }

  private static func indent(_ entry: Entry) -> Double {
    entry.sign == .none ? 0 : signWidth + 8
  }

  private func sign(_ sign: Sign, left: Double, top: Double) -> [MarkupElement] {
    let (middle, height) = (left + Self.signWidth / 2, top + 7.5)
    switch sign {
    case .band(let band):
      return [patch(ChartColors.bandClass(band), left: left, top: top)]
    case .spread:
      return [patch("onset-spread", left: left, top: top)]
    case .line(let style):
      return [stroke(style.rawValue, left: left, y: height)]
    case .dot:
      return [
        MarkupElement(
          "circle", ["cx": middle.svg, "cy": height.svg, "r": "5", "class": "onset-dot"])
      ]
    case .series(let style):
      let line = style == .predicted ? [stroke(style.lineClass, left: left, y: height)] : []
      return line + [style.point(at: ChartPlace(x: middle, y: height), radius: 4)]
    case .flag(let style):
      return [style.triangle(at: ChartPlace(x: middle, y: top + 2))]
    case .none: return []
    }
  }

  private func patch(_ style: String, left: Double, top: Double) -> MarkupElement {
    MarkupElement(
      "rect",
      [
        "x": left.svg, "y": top.svg, "width": Self.signWidth.svg, "height": "15", "class": style,
      ])
  }

  private func stroke(_ style: String, left: Double, y: Double) -> MarkupElement {
    MarkupElement(
      "line",
      [
        "x1": left.svg, "y1": y.svg, "x2": (left + Self.signWidth).svg, "y2": y.svg,
        "class": style,
      ])
  }
}
