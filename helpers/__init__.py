"""What the lessons share: data, a NumPy network, figures, and the ledger of claims."""
