//! nianbao-core
