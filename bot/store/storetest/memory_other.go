//go:build !linux

package storetest

// memoryDir has no counterpart here: servers write to the disk.
func memoryDir() string { return "" }
