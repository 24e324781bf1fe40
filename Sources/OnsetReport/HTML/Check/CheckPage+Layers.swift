import OnsetCore
import OnsetPlanning

extension CheckPage {
  /// A row a layer, with every number.
  var layersSection: HTMLSection {
    let columns = LayerColumns(document.layers)
    let table = HTMLTable(
      "layer-table", caption: "Layers in the order of execution",
      groups: [
        HTMLTable.Group("#", isNumeric: true), HTMLTable.Group("Layer"), HTMLTable.Group("Weight"),
      ]
        + columns.groups,
      rows: document.layers.indices.map { row(document.layers[$0], at: $0, columns) })
    return HTMLSection(
      "layers", title: "Layers",
      [MarkupElement("p", ["class": "legend"], text: columns.explanation), table.element])
  }

  private func row(
    _ layer: CheckDocument.Layer, at index: Int, _ columns: LayerColumns
  ) -> MarkupElement {
    MarkupElement(
      "tr", ["id": CheckAnchors.layer(index)],
      [
        MarkupElement("td", ["class": "number faint"], text: "\(index + 1)"),
        MarkupElement("th", ["scope": "row"], description(of: layer, at: index)),
        MarkupElement("td", [:], weight(of: layer)),
      ] + columns.cells(of: layer))
  }

  private func description(of layer: CheckDocument.Layer, at index: Int) -> [MarkupElement] {
    var text = "\(layer.operator) \(layer.shape)"
    if let fanIn = layer.fanIn, let fanOut = layer.fanOut {
      text += ", fan \(NumberText.short(fanIn)) → \(NumberText.short(fanOut))"
    }
    let findings = anchors.findings(ofLayer: index).map { index in
      let finding = document.findings[index]
      return MarkupElement(
        "a",
        ["href": "#\(CheckAnchors.finding(index))", "class": "tag \(finding.severity.rawValue)"],
        text: finding.rule)
    }
    return [
      HTMLName(layer.name).element(), MarkupElement("span", ["class": "second"], text: text),
    ] + findings
  }

  private func weight(of layer: CheckDocument.Layer) -> [MarkupElement] {
    // Mostly the layer's own name with a suffix, which says nothing new.
    let name =
      layer.parameter == layer.name + ".weight"
      ? [] : [HTMLName(layer.parameter, width: 30).element("span", ["class": "second name"])]
    guard let weight = layer.weight else { return name }
    let scheme = weight.scheme.map { scheme in
      HTMLName(NumberText.shortened(in: scheme), width: 44).element("span", ["class": "first"])
    }
    let moments =
      "mean \(NumberText.short(weight.mean, digits: 3)), "
      + "std \(NumberText.short(weight.standardDeviation, digits: 4))"
    return [
      scheme ?? MarkupElement("span", ["class": "first faint"], text: "no scheme recognised"),
      MarkupElement("span", ["class": "second"], text: moments),
    ] + name
  }
}
