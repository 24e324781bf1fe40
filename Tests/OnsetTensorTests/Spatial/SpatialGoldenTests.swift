import Foundation
import OnsetCore
import OnsetTensor
import Testing

/// Spatial operations held to what PyTorch and ONNX's reference evaluator give for the same numbers.
struct SpatialGoldenTests {
  /// The script's numbers: round(2·sin(i·k), 3).
  private func wave(_ shape: Shape, _ k: Double) throws -> Tensor {
    let values = (0..<shape.count).map { (sin(Double($0) * k) * 2000).rounded() / 1000 }
    return try Tensor(values, shape: shape)
  }

  private func expect(
    _ tensor: Tensor, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let lines = GoldenValues.text.split(separator: "\n").map { $0.split(separator: "|") }
    let line = try #require(
      lines.first { $0[0] == name }, "\(name)", sourceLocation: sourceLocation)
    let shape = line[1].split(separator: " ").compactMap { Int($0) }
    let values = line[2].split(separator: " ").compactMap { Double($0) }
    #expect(tensor.shape.dimensions == shape, "\(name)", sourceLocation: sourceLocation)
    let worst = zip(tensor.numbers, values).map { abs($0 - $1) }.max() ?? 0
    // ONNX's reference keeps scales in float32.
    #expect(worst < 1e-5, "\(name): off by \(worst)", sourceLocation: sourceLocation)
  }

  @Test func convolutions() throws {
    let (x, w) = (try wave([1, 4, 6, 5], 1.3), try wave([4, 2, 3, 2], 0.7))
    let window = SlidingWindow(
      strides: [2, 1], dilations: [1, 2], before: [0, 1], after: [2, 0])
    try expect(x.convolved(with: w, bias: wave([4], 2.1), window: window, groups: 2), "conv")
    let spread = SlidingWindow(
      strides: [2, 3], dilations: [2, 1], before: [1, 0], after: [1, 0])
    try expect(
      x.transposedConvolved(
        with: wave([4, 3, 3, 2], 0.7), bias: wave([6], 2.1), window: spread, outputPadding: [1, 2],
        groups: 2), "transposed")
    let cube = SlidingWindow(strides: [2, 1, 1], padding: [1, 0, 1])
    try expect(
      wave([1, 2, 4, 3, 5], 0.9).convolved(with: wave([2, 2, 2, 2, 3], 1.1), window: cube), "conv3")
  }

  @Test func pools() throws {
    let x = try wave([1, 2, 7, 6], 1.7)
    let window = SlidingWindow(strides: [2], dilations: [1, 2], padding: [1, 0])
    let (values, places) = try x.maxPooled([3, 2], window: window, roundingUp: true)
    try expect(values, "max")
    try expect(places, "maxPlaces")
    let padded = SlidingWindow(strides: [2], padding: [1])
    try expect(x.averagePooled([3, 3], window: padded, roundingUp: true), "averageOutside")
    try expect(
      x.averagePooled([3, 3], window: padded, roundingUp: true, countingPadding: true),
      "averageInside")
    try expect(x.lpPooled([2, 3], p: 3, window: SlidingWindow(strides: [2, 1])), "lp3")
  }

  @Test func coordinatesOfResizing() throws {
    let coordinates: [(String, Resampling.Coordinates)] = [
      ("half_pixel", .halfPixel), ("asymmetric", .asymmetric), ("align_corners", .alignCorners),
      ("half_pixel_symmetric", .halfPixelSymmetric), ("pytorch_half_pixel", .pytorchHalfPixel),
    ]
    let modes: [(String, Resampling.Interpolation)] = [
      ("nearest", .nearest(.preferFloor)), ("linear", .linear), ("cubic", .cubic(a: -0.75)),
    ]
    let x = try wave([1, 1, 4, 5], 0.8)
    for (place, coordinates) in coordinates {
      for (mode, interpolation) in modes {
        let sampling = [Resampling(interpolation, coordinates: coordinates)]
        try expect(
          x.resized(axes: [2, 3], to: [7, 8], by: sampling), "resize \(mode) \(place) up")
        try expect(
          x.resized(axes: [2, 3], to: [2, 3], scales: [0.6, 0.75], by: sampling),
          "resize \(mode) \(place) down")
      }
    }
  }

  @Test func waysOfResizing() throws {
    let x = try wave([1, 1, 4, 5], 0.8)
    let roundings: [(String, Resampling.Rounding)] = [
      ("round_prefer_floor", .preferFloor), ("round_prefer_ceil", .preferCeil), ("floor", .floor),
      ("ceil", .ceil),
    ]
    for (name, rounding) in roundings {
      let sampling = Resampling(.nearest(rounding))
      let resized = try x.resized(axes: [2, 3], to: [6, 12], scales: [1.5, 2.5], by: [sampling])
      try expect(resized, "nearest \(name)")
      let integers = try (x * 1000).cast(to: .int64)
      let same = try integers.resized(
        axes: [2, 3], to: [6, 12], scales: [1.5, 2.5], by: [sampling])
      #expect(zip(same.numbers, resized.numbers).allSatisfy { abs($0 - $1 * 1000) < 1.01 })
    }
    let excluded = Resampling(.cubic(a: -0.5), excludesOutside: true)
    try expect(x.resized(axes: [2, 3], to: [7, 3], by: [excluded]), "cubic excluded")
    let fewer: [(String, Resampling)] = [
      ("linear antialiased", Resampling(.linear, isAntialiased: true)),
      ("cubic antialiased", Resampling(.cubic(a: -0.75), isAntialiased: true)),
      (
        "cubic antialiased excluded",
        Resampling(.cubic(a: -0.75), excludesOutside: true, isAntialiased: true)
      ),
    ]
    for (name, sampling) in fewer {
      try expect(x.resized(axes: [2, 3], to: [2, 3], by: [sampling]), name)
    }
    let cropped = [
      Resampling(.linear, coordinates: .cropped(from: 0.4, to: 1.2)),
      Resampling(.linear, coordinates: .cropped(from: -0.2, to: 0.8)),
    ]
    try expect(x.resized(axes: [2, 3], to: [3, 4], by: cropped, outside: 7.5), "cropped")
    try expect(wave([1, 8, 2, 3], 0.6).depthToSpace(block: 2, order: .channelFirst), "shuffle")
  }
}
