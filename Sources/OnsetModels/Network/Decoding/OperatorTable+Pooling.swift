import OnsetCore

extension OperatorTable {
  /// Pooling windows and global pooling.
  static let pooling: [String: Row] = [
    "AveragePool": { node throws(OnsetError) in
      DecodedOperation(.pool(try pool(.average, node)))
    },
    "MaxPool": { node throws(OnsetError) in DecodedOperation(.pool(try pool(.maximum, node))) },
    "LpPool": { node throws(OnsetError) in
      DecodedOperation(.pool(try pool(.lp(order: try node.integer("p", default: 2)), node)))
    },
    "GlobalAveragePool": { _ throws(OnsetError) in DecodedOperation(.globalPool(.average)) },
    "GlobalMaxPool": { _ throws(OnsetError) in DecodedOperation(.globalPool(.maximum)) },
    "GlobalLpPool": { node throws(OnsetError) in
      DecodedOperation(.globalPool(.lp(order: try node.integer("p", default: 2))))
    },
  ]

  /// Reductions along axes.
  static let reductions: [String: Row] = [
    "ReduceSum": reduce(.sum), "ReduceMean": reduce(.mean), "ReduceMax": reduce(.maximum),
    "ReduceMin": reduce(.minimum), "ReduceProd": reduce(.product),
    "ReduceSumSquare": reduce(.sumOfSquares), "ReduceL1": reduce(.l1), "ReduceL2": reduce(.l2),
    "ReduceLogSum": reduce(.logSum), "ReduceLogSumExp": reduce(.logSumExp),
    "ArgMax": argument(isMaximum: true), "ArgMin": argument(isMaximum: false),
    "TopK": { node throws(OnsetError) in
      var decoded = DecodedOperation(
        .topK(
          axis: try node.integer("axis", default: -1),
          isLargest: try node.flag("largest", default: true),
          isSorted: try node.flag("sorted", default: true)))
      if node.opset < 10, let count = try node.integer("k") {
        decoded.constantInputs[1] = .list([count])
      }
      return decoded
    },
    "CumProd": { node throws(OnsetError) in
      DecodedOperation(
        .cumulativeProduct(
          isExclusive: try node.flag("exclusive"), isReversed: try node.flag("reverse")))
    },
    "CumSum": { node throws(OnsetError) in
      DecodedOperation(
        .cumulativeSum(
          isExclusive: try node.flag("exclusive"), isReversed: try node.flag("reverse")))
    },
  ]

  private static func pool(
    _ kind: PoolKind, _ node: NodeAttributes
  ) throws(OnsetError) -> PoolAttributes {
    let window = try positive("kernel_shape", of: node)
    guard !window.isEmpty else { throw node.error("\(node.type) needs a kernel_shape") }
    var attributes = PoolAttributes(kind: kind, kernelShape: window)
    attributes.strides = try positive("strides", of: node)
    attributes.dilations = try positive("dilations", of: node)
    attributes.pads = try node.integers("pads") ?? []
    attributes.autoPad = try autoPad(of: node)
    attributes.ceilMode = try node.flag("ceil_mode")
    attributes.countsColumnsFirst = try node.flag("storage_order")
    attributes.countsPadding = try node.flag("count_include_pad")
    return attributes
  }

  private static func reduce(_ kind: ReductionKind) -> Row {
    { node throws(OnsetError) in
      DecodedOperation(
        .reduce(
          kind, axes: try node.integers("axes"),
          keepsDimensions: try node.flag("keepdims", default: true),
          noopWithEmptyAxes: try node.flag("noop_with_empty_axes")))
    }
  }

  private static func argument(isMaximum: Bool) -> Row {
    { node throws(OnsetError) in
      DecodedOperation(
        .argument(
          isMaximum: isMaximum, axis: try node.integer("axis", default: 0),
          keepsDimensions: try node.flag("keepdims", default: true),
          selectsLastIndex: try node.flag("select_last_index")))
    }
  }
}
