package local

import (
	"os"
	"strconv"
	"strings"
	"syscall"
)

// arguments are the server's: all settings stand here and none in a file, so an old cluster gets new ones at its next start.
func (cl *Cluster) arguments(fast bool) []string {
	memory := memoryMiB()
	settings := [][2]string{
		{"port", strconv.Itoa(cl.socketPort())},
		{"unix_socket_directories", `"` + strings.ReplaceAll(cl.socket, `"`, `""`) + `"`},
		{"max_connections", "200"},
		{"shared_buffers", strconv.Itoa(min(max(memory/8, 64), 2048)) + "MB"},
		{"effective_cache_size", strconv.Itoa(max(memory/2, 128)) + "MB"},
		{"random_page_cost", "1.1"},
		{"checkpoint_timeout", "15min"},
		{"timezone", "UTC"},
		{"log_timezone", "UTC"},
		{"log_line_prefix", "%m [%p] %q%u@%d "},
		// SECURITY: no values in the log, neither parameters nor the DETAIL of an error, which quotes rows.
		{"log_parameter_max_length", "0"},
		{"log_error_verbosity", "terse"},
		{"log_min_error_statement", "panic"},
	}
	if cl.port == 0 {
		settings = append(settings, [2]string{"listen_addresses", ""})
	} else {
		settings = append(settings, [2]string{"listen_addresses", "127.0.0.1"})
	}
	if fast {
		settings = append(settings, [][2]string{
			{"fsync", "off"},
			{"synchronous_commit", "off"},
			{"full_page_writes", "off"},
			{"wal_level", "minimal"},
			{"max_wal_senders", "0"},
			{"max_wal_size", "512MB"}, // it may lie in memory
		}...)
	} else {
		settings = append(settings, [2]string{"max_wal_size", "4GB"})
	}
	args := []string{"-D", cl.path(dataDir)}
	for _, s := range settings {
		args = append(args, "-c", s[0]+"="+s[1])
	}
	return args
}

// Below this much memory, in MiB, a machine's memory isn't used for files.
const plenty = 8192

// TempDir is where throwaway clusters are: in memory where there is plenty and TMPDIR doesn't say otherwise, else among the
// temporary files. In memory a database is made in a tenth of the time, and disks that others use don't matter.
func TempDir() string {
	const inMemory = "/dev/shm"
	var fs syscall.Statfs_t
	if os.Getenv("TMPDIR") != "" || memoryMiB() < plenty || syscall.Statfs(inMemory, &fs) != nil {
		return os.TempDir()
	}
	if free := uint64(fs.Bavail) * uint64(fs.Bsize) >> 20; free < plenty/2 {
		return os.TempDir()
	}
	probe, err := os.MkdirTemp(inMemory, "kobo-probe-")
	if err != nil {
		return os.TempDir()
	}
	_ = os.Remove(probe) // empty and just made
	return inMemory
}

// memoryMiB is what the machine or the container has, 1024 when neither tells.
func memoryMiB() int {
	memory := 1024
	if text, err := os.ReadFile("/proc/meminfo"); err == nil {
		if fields := strings.Fields(string(text)); len(fields) > 1 && fields[0] == "MemTotal:" {
			if kib, err := strconv.Atoi(fields[1]); err == nil {
				memory = kib / 1024
			}
		}
	}
	if text, err := os.ReadFile("/sys/fs/cgroup/memory.max"); err == nil {
		if limit, err := strconv.Atoi(strings.TrimSpace(string(text))); err == nil {
			memory = min(memory, limit/1024/1024)
		}
	}
	return memory
}
