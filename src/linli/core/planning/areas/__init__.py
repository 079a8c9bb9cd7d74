"""Plans too large for one model: every area for itself at the prices of what areas share."""
