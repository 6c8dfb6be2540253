//! nianbao-build
