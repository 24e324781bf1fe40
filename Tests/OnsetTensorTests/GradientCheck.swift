import OnsetCore
import OnsetTensor
import OnsetTestSupport
import Testing

/// Derivatives held against central differences in float64.
enum GradientCheck {
  /// Numbers between `lower` and `upper`.
  static func sample(
    _ shape: Shape, seed: UInt64, from lower: Double = -2, to upper: Double = 2
  ) throws -> Tensor {
    var generator = SplitMix64(seed: seed)
    let values = (0..<shape.count).map { _ in Double.random(in: lower..<upper, using: &generator) }
    return try Tensor(values, shape: shape)
  }

  /// Compares the gradients of a weighted sum of `function`, and with `second` the gradients of a
  /// weighted sum of those gradients, with central differences.
  static func verify(
    _ inputs: [Tensor], second: Bool = true, tolerance: Double = 1e-6,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ function: @escaping ([Tensor]) throws -> Tensor
  ) throws {
    let value: ([Tensor]) throws -> Tensor = { inputs in
      let output = try function(inputs)
      return try output.multiplying(sample(output.shape, seed: 77, from: 0.5, to: 1.5)).sum()
    }
    try compare(value, at: inputs, tolerance, "first", sourceLocation)
    guard second else { return }
    let slope: ([Tensor]) throws -> Tensor = { inputs in
      try gradient(of: value, at: inputs).enumerated().map { index, gradient in
        try gradient.multiplying(
          sample(gradient.shape, seed: 99 + UInt64(index), from: 0.5, to: 1.5)
        ).sum()
      }.reduce(Tensor.scalar(0, dtype: .float64)) { try $0.adding($1) }
    }
    try compare(slope, at: inputs, tolerance * 10, "second", sourceLocation)
  }

  private static func compare(
    _ value: ([Tensor]) throws -> Tensor, at inputs: [Tensor], _ tolerance: Double, _ order: String,
    _ sourceLocation: SourceLocation
  ) throws {
    let gradients = try gradient(of: value, at: inputs)
    let step = 1e-5
    for (place, input) in inputs.enumerated() {
      let exact = gradients[place].numbers
      for index in 0..<input.shape.count {
        func moved(_ by: Double) throws -> Double {
          var numbers = input.numbers
          numbers[index] += by
          var all = inputs
          all[place] = try Tensor(numbers, shape: input.shape)
          return try value(all).scalarValue()
        }
        let difference = try (moved(step) - moved(-step)) / (2 * step)
        #expect(
          abs(exact[index] - difference) <= tolerance * (1 + abs(difference)),
          "\(order) derivative by input \(place), element \(index): \(exact[index]), not \(difference)",
          sourceLocation: sourceLocation)
      }
    }
  }
}
