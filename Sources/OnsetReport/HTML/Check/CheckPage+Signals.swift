extension CheckPage {
  /// The second moments over depth.
  var signalsSection: HTMLSection {
    var elements = DepthQuantity.allCases.compactMap { quantity in
      DepthChart(self, quantity).element.map { Self.figure($0, label: quantity.title) }
    }
    if elements.isEmpty {
      elements.append(
        MarkupElement("p", [:], text: "Nothing is known of this model's signals."))
    }
    if !document.unknownOperators.isEmpty {
      elements.append(unknownOperators)
    }
    return HTMLSection("signals", title: "Signals and gradients over depth", elements)
  }

  /// A chart in a box that scrolls sideways, by keyboard too, where the page is too narrow for it.
  private static func figure(_ chart: MarkupElement, label: String) -> MarkupElement {
    MarkupElement(
      "figure", [:],
      [
        MarkupElement(
          "div", ["class": "scroll", "role": "region", "tabindex": "0", "aria-label": label],
          [chart])
      ])
  }

  private var unknownOperators: MarkupElement {
    let names = document.unknownOperators
    return MarkupElement(
      "details", ["class": "unknown"],
      [
        MarkupElement(
          "summary", [:],
          text: "No rule predicts \(names.count) operator\(names.count == 1 ? "" : "s"); what lies "
            + "behind is left blank"),
        MarkupElement("ul", [:], names.map { MarkupElement("li", ["class": "name"], text: $0) }),
      ])
  }
}
