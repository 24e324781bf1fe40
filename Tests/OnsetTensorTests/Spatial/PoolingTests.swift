import OnsetCore
import OnsetTensor
import Testing

struct PoolingTests {
  static let window = SlidingWindow(
    strides: [2, 1], dilations: [1, 2], before: [1, 0], after: [0, 1])

  @Test func derivatives() throws {
    let x = try GradientCheck.sample([2, 2, 5, 6], seed: 1)
    let window = Self.window
    try GradientCheck.verify([x]) { try $0[0].maxPooled([3, 2], window: window).values.sin() }
    for counting in [false, true] {
      try GradientCheck.verify([x]) {
        try $0[0].averagePooled(
          [3, 2], window: window, roundingUp: true, countingPadding: counting
        ).sin()
      }
    }
    for p in [2.0, 3.0] {
      try GradientCheck.verify([x], tolerance: 1e-5) {
        try $0[0].lpPooled([3, 2], p: p, window: window).sin()
      }
      try GradientCheck.verify([x], tolerance: 1e-5) { try $0[0].globalLpPooled(p: p).sin() }
    }
    try GradientCheck.verify([x]) { try $0[0].lpPooled([2, 2], p: 1).sin() }
    try GradientCheck.verify([x]) { try $0[0].globalAveragePooled().sin() }
    try GradientCheck.verify([x]) { try $0[0].globalMaxPooled().sin() }
    let places = try x.maxPooled([2, 2], window: .init(strides: [2])).places
    let y = try GradientCheck.sample(places.shape, seed: 2)
    try GradientCheck.verify([y]) {
      try $0[0].maxUnpooled(places: places, to: [2, 2, 5, 6]).sin()
    }
  }

  @Test func oneAndThreeAxes() throws {
    let line = try Tensor([1.0, 5, 2, 4, 3, 0], shape: [1, 1, 6])
    let (values, places) = try line.maxPooled([3], window: .init(strides: [2]), roundingUp: true)
    #expect(values.numbers == [5, 4, 3])
    #expect(places.numbers == [1, 3, 4])
    let mean = try line.averagePooled([4], window: .init(strides: [2], padding: [1]))
    #expect(zip(mean.numbers, [8.0 / 3, 14.0 / 4, 7.0 / 3]).allSatisfy { abs($0 - $1) < 1e-12 })
    let cube = try Tensor.range(24, dtype: .float32).reshaped(to: [1, 1, 2, 3, 4])
    #expect(try cube.maxPooled([2, 2, 2]).values.numbers == [17, 18, 19, 21, 22, 23])
    #expect(try cube.averagePooled([2, 3, 4]).numbers == [11.5])
  }

  @Test func unusualNumbers() throws {
    let x = try Tensor([Float.nan, 1, -.infinity, -.infinity, 0, 0], shape: [1, 1, 6])
    let (values, places) = try x.maxPooled([2], window: .init(strides: [2]))
    #expect(values.numbers[0].isNaN)
    #expect(Array(values.numbers[1...]) == [-.infinity, 0])
    #expect(places.numbers == [0, 2, 4])
    let zeros = try Tensor.zeros([1, 1, 4], dtype: .float64)
    let slope = try gradient(of: { try $0.lpPooled([2]).sum() }, at: zeros)
    #expect(slope.numbers == [0, 0, 0, 0])
  }

  @Test func unpooling() throws {
    let x = try Tensor([3.0, 7], shape: [1, 2, 1])
    let up = try x.maxUnpooled(places: Tensor([Int64(1), 2], shape: [1, 2, 1]), to: [1, 2, 2])
    #expect(up.numbers == [0, 3, 7, 0])
    #expect(throws: OnsetError.self) {
      try x.maxUnpooled(places: Tensor([Int64(2), 2], shape: [1, 2, 1]), to: [1, 2, 2])
    }
  }

  @Test func windowsThatDoNotFit() throws {
    let x = try Tensor.zeros([1, 1, 3, 3])
    #expect(throws: OnsetError.self) { try x.maxPooled([4, 1]) }
    #expect(throws: OnsetError.self) { try x.averagePooled([2]) }
    #expect(throws: OnsetError.self) { try x.averagePooled([0, 2]) }
    #expect(throws: OnsetError.self) { try x.lpPooled([2, 2], p: 0) }
    #expect(throws: OnsetError.self) { try x.cast(to: .int64).maxPooled([2, 2]) }
  }
}
