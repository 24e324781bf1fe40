/// The band around a series that its values are expected to scatter in.
package struct ChartSpread: ChartMark {
  /// The two edges at one place of the horizontal axis.
  package struct Edges: Hashable, Sendable {
    package var x: Double
    package var range: ClosedRange<Double>

    package init(x: Double, range: ClosedRange<Double>) {
      self.x = x
      self.range = range
    }
  }

  /// The edges in the order of their x, stretch after stretch: a gap in the data ends one.
  package var stretches: [[Edges]]
  /// The element's identifier, by which pages and tests find it.
  package var identifier: String

  package init(_ stretches: [[Edges]], identifier: String) {
    self.stretches = stretches
    self.identifier = identifier
  }

  package func elements(in frame: ChartFrame) -> [MarkupElement] {
    var path = SVGPath()
    for stretch in stretches where stretch.count > 1 {
      let outline =
        stretch.map { frame.place($0.x, $0.range.upperBound) }
        + stretch.reversed().map { frame.place($0.x, $0.range.lowerBound) }
      path.move(to: outline[0])
      for place in outline.dropFirst() { path.line(to: place) }
    }
    guard !path.data.isEmpty else { return [] }
    return [MarkupElement("path", ["id": identifier, "d": path.data, "class": "onset-spread"])]
  }
}
