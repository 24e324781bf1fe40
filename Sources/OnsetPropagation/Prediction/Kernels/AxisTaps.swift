/// Along one spatial axis, which input each tap of a window reads for each output.
///
/// Convolutions, transposed convolutions and pooling differ only in these lists: taps that fall into the
/// padding, or that a stride never lands on, are simply absent.
struct AxisTaps {
  /// Extent of the input axis.
  var inputs: Int
  /// Extent of the output axis.
  var outputs: Int
  /// For each tap, the pairs of output and input that it joins.
  var joins: [[Join]]

  /// One tap at one place.
  struct Join {
    var output: Int
    var input: Int
  }

  /// The taps of a convolution or pooling window: input = output · stride + tap · dilation − padding.
  static func window(
    inputs: Int, outputs: Int, size: Int, stride: Int, dilation: Int, padding: Int
  ) -> AxisTaps {
    AxisTaps(
      inputs: inputs, outputs: outputs,
      joins: (0..<size).map { tap in
        (0..<outputs).compactMap { output in
          let input = output * stride + tap * dilation - padding
          return input >= 0 && input < inputs ? Join(output: output, input: input) : nil
        }
      })
  }

  /// The same taps read backwards: those of the transposed map, which gradients pass.
  var transposed: AxisTaps {
    AxisTaps(
      inputs: outputs, outputs: inputs,
      joins: joins.map { $0.map { Join(output: $0.input, input: $0.output) } })
  }

  /// Whether every output reads just the input at its own place.
  var isIdentity: Bool {
    inputs == outputs && joins.count == 1 && joins[0].count == inputs
      && joins[0].allSatisfy { $0.output == $0.input }
  }

  /// How many taps land inside, averaged over outputs.
  var averageTaps: Double {
    Double(joins.reduce(0) { $0 + $1.count }) / Double(max(1, outputs))
  }
}
