import OnsetCore
import OnsetModels

/// How the weights of one unit depend on each other: what moments of single elements do not tell.
extension MeasuredTensor {
  /// The statistics of a kernel with E[w w′] within rows, where it differs from that of independent
  /// weights by more than sampling, and with its ``WeightStructure``.
  ///
  /// - Parameters:
  ///   - statistics: Those of the elements.
  ///   - parameter: What the tensor is used as; anything but a kernel is returned as it is.
  /// - Complexity: O(elements).
  func structured(_ statistics: TensorStatistics, of parameter: Parameter) -> TensorStatistics {
    guard let use = parameter.primaryUse, use.role == .kernel, statistics.secondMoment > 0,
      let blocks = try? use.layout.blocks(of: parameter.shape), !blocks.isEmpty
    else { return statistics }
    var result = statistics
    result.structure = structure(use.layout, parameter.shape)
    if let product = rowProduct(of: blocks, statistics) { result.rowProduct = product }
    return result
  }

  /// E[w w′] of two weights of a row; `nil` where it is that of independent ones within sampling error.
  private func rowProduct(of blocks: [WeightBlock], _ statistics: TensorStatistics) -> Double? {
    var (sumsOfRows, squares, rows, columns) = (0.0, 0.0, 0, 0)
    for block in blocks where block.columns > 1 {
      columns = block.columns
      rows += block.rows
      for row in block.rowOffsets {
        var sum = 0.0
        for column in block.columnOffsets {
          let element = Double(elements[row + column])
          sum += element
          squares += element * element
        }
        sumsOfRows += sum * sum
      }
    }
    guard rows >= 8, squares > 0, columns > 1 else { return nil }
    // Of independent weights without a mean, (row sum)²/Σ w² is χ² with one degree of freedom: its mean
    // over the rows is 1, its variance 2/rows.
    let ratio = sumsOfRows / squares
    let noise = 4 * (2 / Double(rows)).squareRoot()
    guard statistics.mean == 0, abs(ratio - 1) > noise || ratio < 0.02 else { return nil }
    let pairs = Double(rows) * Double(columns) * Double(columns - 1)
    return (sumsOfRows - squares) / pairs
  }

  private func structure(_ layout: WeightLayout, _ shape: Shape) -> WeightStructure {
    var found: WeightStructure = []
    if layout.groups == 1, layout.parts.isEmpty {
      if let axis = layout.axes.firstIndex(of: .input), isMirrored(along: axis, shape) {
        found.insert(.mirroredInputs)
      }
      if let axis = layout.axes.firstIndex(of: .output), isMirrored(along: axis, shape) {
        found.insert(.mirroredOutputs)
      }
    }
    if isZeroOffCentre(layout, shape) { found.insert(.centreTapOnly) }
    return found
  }

  /// Whether the second half along an axis is the negative of the first, and not all zero.
  private func isMirrored(along axis: Int, _ shape: Shape) -> Bool {
    let extent = shape[axis]
    guard extent % 2 == 0, extent > 0 else { return false }
    let inner = shape.strides[axis]
    let half = extent / 2 * inner
    for start in stride(from: 0, to: elements.count, by: 2 * half) {
      for index in start..<start + half where elements[index] != -elements[index + half] {
        return false
      }
    }
    return true
  }

  /// Whether a window larger than one tap has weights at its centre alone.
  private func isZeroOffCentre(_ layout: WeightLayout, _ shape: Shape) -> Bool {
    let windows = layout.axes.indices.filter { layout.axes[$0] == .window && shape[$0] > 1 }
    guard !windows.isEmpty, windows.allSatisfy({ shape[$0] % 2 == 1 }) else { return false }
    let strides = shape.strides
    for index in elements.indices where elements[index] != 0 {
      for axis in windows where index / strides[axis] % shape[axis] != shape[axis] / 2 {
        return false
      }
    }
    return true
  }
}
