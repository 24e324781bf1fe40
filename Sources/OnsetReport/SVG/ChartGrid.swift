/// Faint lines across the frame at the ticks of the vertical axis.
package struct ChartGrid: ChartMark {
  package init() {}

  package func elements(in frame: ChartFrame) -> [MarkupElement] {
    var path = SVGPath()
    for tick in frame.vertical.ticks() {
      let y = (1 - frame.vertical.position(of: tick)) * frame.height
      path.move(to: ChartPlace(x: 0, y: y))
      path.line(to: ChartPlace(x: frame.width, y: y))
    }
    return path.data.isEmpty
      ? [] : [MarkupElement("path", ["d": path.data, "class": "onset-grid"])]
  }
}
