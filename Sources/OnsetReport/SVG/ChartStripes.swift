/// Stripes behind the data that tell stretches of the horizontal axis apart, with their names on top.
package struct ChartStripes: ChartMark {
  /// One stretch.
  package struct Stripe: Hashable, Sendable {
    package var range: ClosedRange<Double>
    /// A path with its parts divided by dots; its end is shown where there is no room for the whole.
    package var name: String

    package init(_ range: ClosedRange<Double>, name: String) {
      self.range = range
      self.name = name
    }
  }

  package var stripes: [Stripe]

  /// A guess that no font of 11 pixels exceeds by much, on the average over a name.
  private static let characterWidth = 6.2

  package init(_ stripes: [Stripe]) { self.stripes = stripes }

  package func elements(in frame: ChartFrame) -> [MarkupElement] {
    stride(from: 0, to: stripes.count, by: 2).map { index in
      let (left, right) = edges(of: stripes[index], in: frame)
      return MarkupElement(
        "rect",
        [
          "x": left.svg, "y": "0", "width": (right - left).svg, "height": frame.height.svg,
          "class": "onset-stripe",
        ])
    }
  }

  /// The names above the frame, as a mark of their own that is not cut off at its edges.
  package var names: Names { Names(stripes: self) }

  /// The names of stripes.
  package struct Names: ChartMark {
    fileprivate var stripes: ChartStripes

    package var isClipped: Bool { false }

    package func elements(in frame: ChartFrame) -> [MarkupElement] {
      stripes.stripes.compactMap { stripe in
        let (left, right) = stripes.edges(of: stripe, in: frame)
        let room = Int((right - left - 4) / ChartStripes.characterWidth)
        guard let name = ChartStripes.label(stripe.name, room: room) else { return nil }
        return MarkupElement(
          "text",
          [
            "x": ((left + right) / 2).svg, "y": "-7", "text-anchor": "middle",
            "class": "onset-stripe-name",
          ], text: name)
      }
    }
  }

  /// The longest end of a path that fits: a name cut within a part says little.
  private static func label(_ path: String, room: Int) -> String? {
    let parts = path.split(separator: ".")
    return parts.indices.lazy.map { parts[$0...].joined(separator: ".") }
      .first { $0.count <= room }
  }

  private func edges(of stripe: Stripe, in frame: ChartFrame) -> (left: Double, right: Double) {
    (
      frame.horizontal.position(of: stripe.range.lowerBound) * frame.width,
      frame.horizontal.position(of: stripe.range.upperBound) * frame.width
    )
  }
}
