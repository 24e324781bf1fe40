import Testing

@Suite struct OnsetLinearAlgebraSkeletonTests {
}
