"""The statistics of trends, without a database: what could have been seen, how rates changed, what stands out."""
