/// The columns with signals in the table of layers: those that at least one layer fills.
struct LayerColumns {
  /// A number with the smaller one that stands below it.
  private struct Cell {
    var value: Estimate
    var mean: Estimate?
  }

  /// Numbers under a common heading, for what is predicted and what is measured.
  private struct Column {
    var title: String
    var cell: @Sendable (CheckDocument.Signals) -> Cell?
  }

  /// Predicted or measured.
  private struct Side {
    var title: String
    var signals: @Sendable (CheckDocument.Layer) -> CheckDocument.Signals?
  }

  private let columns: [(column: Column, sides: [Side])]
  private let hasErrors: Bool

  private static let all = [
    Column(title: "Input q") { $0.input.map { Cell(value: $0.secondMoment, mean: $0.mean) } },
    Column(title: "Output q") { $0.output.map { Cell(value: $0.secondMoment, mean: $0.mean) } },
    Column(title: "Gradient q") { $0.outputGradient.map { Cell(value: $0.secondMoment) } },
    Column(title: "Weight gradient q") { $0.weightGradient.map { Cell(value: $0.secondMoment) } },
  ]
  private static let sides = [
    Side(title: "predicted") { $0.predicted }, Side(title: "measured") { $0.measured },
  ]

  init(_ layers: [CheckDocument.Layer]) {
    columns = Self.all.map { column in
      (
        column,
        Self.sides.filter { side in
          layers.contains { side.signals($0).flatMap(column.cell) != nil }
        }
      )
    }.filter { !$0.sides.isEmpty }
    hasErrors = layers.contains { layer in
      Self.all.contains { column in
        layer.measured.flatMap(column.cell)?.value.standardError != nil
      }
    }
  }

  /// The headings.
  var groups: [HTMLTable.Group] {
    columns.map {
      HTMLTable.Group($0.column.title, columns: $0.sides.map(\.title), isNumeric: true)
    }
  }

  /// The numbers of a layer, a blank cell for what is not known.
  func cells(of layer: CheckDocument.Layer) -> [MarkupElement] {
    columns.flatMap { column, sides in
      sides.map { side in
        let cell = side.signals(layer).flatMap(column.cell)
        let style = "number \(side.title)"
        guard let cell else { return MarkupElement("td", ["class": style], text: "") }
        return MarkupElement(
          "td", ["class": style],
          Self.lines(cell.value, class: "first")
            + (cell.mean.map { Self.lines($0, after: "mean ", class: "second") } ?? []))
      }
    }
  }

  /// A number, and its standard error below it, so that columns stay narrow.
  private static func lines(
    _ value: Estimate, after word: String = "", class style: String
  ) -> [MarkupElement] {
    let error = value.standardError.map { "± \(NumberText.short($0, digits: 2))" }
    return [word + NumberText.short(value.mean, digits: 3), error].compactMap(\.self).map {
      MarkupElement("span", ["class": style], text: $0)
    }
  }

  /// What the columns hold.
  var explanation: String {
    "q is a second moment, E[x²] of a signal or E[g²] of the gradient of Σ output · cotangent; it is "
      + "not a variance unless the mean is zero. The output is what the layer returns after its bias. "
      + (hasErrors ? "Behind ± stands the standard error over seeds. " : "")
      + "A blank is not known."
  }
}
