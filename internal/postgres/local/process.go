package local

import (
	"fmt"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// process is the running server.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
	err  error         // how it ended, once done is closed
}

// startProcess starts the server from a thread that lives as long as it does: the kernel's notice of a parent's death
// (PR_SET_PDEATHSIG) is about the thread that started the child.
func startProcess(cmd *exec.Cmd) (*process, error) {
	p := &process{cmd: cmd, done: make(chan struct{})}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err != nil {
			return
		}
		p.err = cmd.Wait()
		close(p.done)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

// end asks the server to end all sessions and stop (a fast shutdown), more firmly when it takes long, and waits until it has.
func (p *process) end() error {
	select {
	case <-p.done:
		return fmt.Errorf("the database server had ended by itself: %s", p.cmd.ProcessState)
	default:
	}
	for _, ask := range []struct {
		signal syscall.Signal
		wait   time.Duration
	}{{syscall.SIGINT, 20 * time.Second}, {syscall.SIGQUIT, 5 * time.Second}} {
		if err := p.cmd.Process.Signal(ask.signal); err != nil {
			break // it has just ended
		}
		select {
		case <-p.done:
			return nil
		case <-time.After(ask.wait):
		}
	}
	_ = p.cmd.Process.Kill() // its children see that it is gone and end too
	<-p.done
	return p.err
}
